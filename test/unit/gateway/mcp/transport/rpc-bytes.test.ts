import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { messageBytes, resultBytes } from "#gateway/mcp/transport/http-transport.ts";

const empty = { content: [] };

describe("a result with a worker's content", () => {
  it("is the result with the content in it, whatever it says and whatever else is in the result", () => {
    const id = fc.oneof(fc.string(), fc.integer());
    fc.assert(
      fc.property(fc.json(), id, fc.dictionary(fc.string(), fc.jsonValue()), (text, id, _meta) => {
        const content = [{ type: "text", text }];
        const others = { structuredContent: { text }, resultType: "complete", _meta };
        const message = { jsonrpc: "2.0" as const, id, result: { ...empty, ...others } };
        const bytes = Buffer.concat(resultBytes(message, [Buffer.from(JSON.stringify(content))]));
        expect(JSON.parse(bytes.toString())).toEqual(
          JSON.parse(JSON.stringify({ ...message, result: { ...others, content } })),
        );
      }),
    );
  });

  it("has the worker's bytes as they came, in their parts", () => {
    const content = [Buffer.from('[{"type":"text","text":"{\\"a\\":'), Buffer.from('\\"珈琲\\"}"}]')];
    const parts = resultBytes({ jsonrpc: "2.0", id: "1", result: empty }, content);
    for (const part of content) expect(parts).toContain(part);
    expect(Buffer.concat(parts).toString()).toBe(
      '{"jsonrpc":"2.0","id":"1","result":{"content":[{"type":"text","text":"{\\"a\\":\\"珈琲\\"}"}]}}',
    );
  });

  it("has no line break, which would end the line of an event", () => {
    const content = [Buffer.from(JSON.stringify("one\ntwo\r\n"))];
    const result = { ...empty, _meta: { "c\n": "d\r" } };
    const parts = resultBytes({ jsonrpc: "2.0", id: "a\nb", result }, content);
    expect(Buffer.concat(parts).toString()).not.toMatch(/[\r\n]/);
    const [message] = messageBytes({ jsonrpc: "2.0", method: "notifications/x", params: { "e\n": "f\r" } });
    expect(message?.toString()).not.toMatch(/[\r\n]/);
  });
});
