import { z } from "zod";
import { lastWords, type Protocol } from "./protocol.ts";

const bodySchema = z.looseObject({
  tools: z
    .array(z.looseObject({ functionDeclarations: z.array(z.looseObject({ name: z.string() })).default([]) }))
    .default([]),
  contents: z.array(
    z.looseObject({ parts: z.array(z.looseObject({ functionResponse: z.unknown().optional() })).default([]) }),
  ),
});
const usageMetadata = { promptTokenCount: 100, candidatesTokenCount: 10, totalTokenCount: 110 };

/** https://ai.google.dev/api/generate-content. Results have no ids. */
export const geminiContents: Protocol = {
  path: /:(?:stream)?generateContent$/i,
  read(body) {
    const { tools, contents } = bodySchema.parse(body);
    const results = contents
      .flatMap(({ parts }) => parts)
      .filter(({ functionResponse }) => functionResponse !== undefined);
    return {
      tools: tools.flatMap(({ functionDeclarations }) => functionDeclarations),
      items: contents,
      done: results.length,
    };
  },
  write(call) {
    const part = call ? { functionCall: { name: call.tool.name, args: call.args } } : { text: lastWords };
    const candidates = [{ content: { role: "model", parts: [part] }, finishReason: "STOP", index: 0 }];
    const whole = { candidates, usageMetadata, modelVersion: "stub", responseId: "stub" };
    return { whole, events: [whole] };
  },
};
