import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maxOutputBytes, maxReplyBytes } from "#common/queue/protocol.ts";
import { joinToolOutput, splitToolOutput } from "#common/queue/tool-output.ts";

/** The bytes in chunks of a size, as frames bring them. */
function chunksOf(bytes: Buffer, size: number): Buffer[] {
  const count = Math.ceil(bytes.length / size);
  return Array.from({ length: count }, (_, at) => bytes.subarray(at * size, (at + 1) * size));
}

describe("a tool's output on its way", () => {
  it("comes apart into the text blocks and the structured content that were joined, however it is cut", () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.integer({ min: 1, max: 300 }), (hits, size) => {
        const joined = joinToolOutput(hits, { hits });
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

  it("is the same JSON wherever its hits stand: as blocks, in changed copies, or as a whole", () => {
    const [one, other] = [{ uri: 'a"b', text: "\u2028é\n" }, JSON.parse('{"__proto__":1,"uri":"b"}')];
    const output = { hits: [one, other, undefined, one], more: false, none: undefined, nested: { hits: [one] } };
    const { hits, ...paging } = output;
    const copies = hits.map((hit) => ({ ...hit, content: "x" }));
    for (const blocks of [[...hits, paging], [...copies, paging], [output], [one, "text", null], []]) {
      const { bytes } = joinToolOutput(
        blocks.filter((block) => block !== undefined),
        output,
      );
      const [content = "", structured = ""] = bytes.toString().split("\n");
      expect(structured).toBe(JSON.stringify(output));
      const texts = JSON.parse(content).map(({ text }: { text: string }) => text);
      expect(texts).toEqual(blocks.filter((block) => block !== undefined).map((block) => JSON.stringify(block)));
    }
  });

  it.each([
    ["4 MB of it", { hits: ["a".repeat(maxOutputBytes)] }],
    ["16 MB of it and its blocks, which say a thing twice", { hits: Array(2).fill('"'.repeat(maxReplyBytes / 8)) }],
  ])("is refused by the worker beyond %s, as no gateway would take it", (_title, output) => {
    expect(() => joinToolOutput(output.hits, output)).toThrow(expect.objectContaining({ code: "too_large" }));
  });

  it("of another version's worker is refused with a time to come back", () => {
    const refused = { code: "unavailable", details: { retryAfterSeconds: 60 } };
    for (const chunks of [[], [Buffer.from('{"hits":[]}')]]) {
      expect(() => splitToolOutput(chunks)).toThrow(expect.objectContaining(refused));
    }
  });
});
