import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { joinToolOutput, splitToolOutput } from "#common/queue/tool-output.ts";
import { defineTool } from "#common/tools/define-tool.ts";

const tool = defineTool({
  name: "list",
  title: "List",
  description: "Lists.",
  workload: "files",
  permissions: [{ scopes: ["Files.Read"] }],
  inputSchema: z.strictObject({}),
  outputSchema: z.object({ hits: z.array(z.unknown()) }),
  handler: async () => ({ hits: [] }),
  toBlocks: ({ hits }) => hits,
});

/** The bytes in chunks of a size, as frames bring them. */
function chunksOf(bytes: Buffer, size: number): Buffer[] {
  const count = Math.ceil(bytes.length / size);
  return Array.from({ length: count }, (_, at) => bytes.subarray(at * size, (at + 1) * size));
}

describe("a tool's output on its way", () => {
  it("comes apart into the text blocks and the structured content that were joined, however it is cut", () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.integer({ min: 1, max: 300 }), (hits, size) => {
        const joined = joinToolOutput(tool, { hits });
        const { content, structuredContent } = splitToolOutput(chunksOf(joined.bytes, size));
        expect(Buffer.concat(content).toString()).toBe(
          JSON.stringify(hits.map((hit) => ({ type: "text", text: JSON.stringify(hit) }))),
        );
        const structured = Buffer.concat(structuredContent);
        expect(structured.toString()).toBe(JSON.stringify({ hits }));
        expect(joined.structuredBytes).toBe(structured.length);
      }),
    );
  });

  it("of another version's worker is refused with a time to come back", () => {
    const refused = { code: "unavailable", details: { retryAfterSeconds: 60 } };
    for (const chunks of [[], [Buffer.from('{"hits":[]}')]]) {
      expect(() => splitToolOutput(chunks)).toThrow(expect.objectContaining(refused));
    }
  });
});
