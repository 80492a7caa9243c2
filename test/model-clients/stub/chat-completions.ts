import { z } from "zod";
import { idOf, lastWords, type Protocol, resultsIn } from "./protocol.ts";

const bodySchema = z.looseObject({
  tools: z.array(z.looseObject({ function: z.looseObject({ name: z.string() }) })).default([]),
  messages: z.array(z.looseObject({ tool_call_id: z.string().optional() })),
});
const usage = { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 };

/** https://platform.openai.com/docs/api-reference/chat */
export const chatCompletions: Protocol = {
  path: /\/chat\/completions$/,
  read(body) {
    const { tools, messages } = bodySchema.parse(body);
    const done = resultsIn(messages.map(({ tool_call_id }) => tool_call_id));
    return { tools: tools.map(({ function: { name } }) => ({ name })), items: messages, done };
  },
  write(call) {
    const asked = call && {
      id: idOf(call),
      type: "function",
      function: { name: call.tool.name, arguments: JSON.stringify(call.args) },
    };
    // LangChain takes messages of one id for one.
    const head = { id: `chatcmpl-${call?.number ?? "end"}`, created: 1, model: "stub" };
    const finish_reason = asked ? "tool_calls" : "stop";
    const message = { role: "assistant", content: asked ? null : lastWords };
    const chunk = (delta: object, end: string | null = null) => ({
      ...head,
      object: "chat.completion.chunk",
      choices: [{ index: 0, delta, finish_reason: end }],
    });
    return {
      whole: {
        ...head,
        object: "chat.completion",
        choices: [{ index: 0, message: { ...message, ...(asked && { tool_calls: [asked] }) }, finish_reason }],
        usage,
      },
      events: [
        chunk(message),
        ...(asked ? [chunk({ tool_calls: [{ index: 0, ...asked }] })] : []),
        chunk({}, finish_reason),
        { ...head, object: "chat.completion.chunk", choices: [], usage },
        "[DONE]",
      ],
    };
  },
};
