import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createOutputSplice } from "#gateway/mcp/output-splice.ts";

const output = {
  content: [Buffer.from('[{"type":"text","text":"{\\"a\\":\\"珈琲\\"}"}]')],
  structuredContent: [Buffer.from('{"a":'), Buffer.from('"珈琲"}')],
};

describe("createOutputSplice", () => {
  it("passes on what the SDK writes while there is no output", () => {
    const written = Buffer.from('{"result":{"content":[],"structuredContent":{}}}');
    expect(createOutputSplice().fill(written)).toEqual(written);
  });

  it("fills the output into the event that has the placeholder, and into no other", () => {
    const splice = createOutputSplice();
    const progress = 'event: message\ndata: {"method":"notifications/progress","params":{"progress":1}}\n\n';
    const result = splice.keep(output);
    expect(splice.fill(Buffer.from(progress)).toString()).toBe(progress);
    expect(splice.fill(Buffer.from(`data: ${JSON.stringify({ id: 1, result })}\n\n`)).toString()).toBe(
      "data: " +
        '{"id":1,"result":{"content":[{"type":"text","text":"{\\"a\\":\\"珈琲\\"}"}],' +
        '"structuredContent":{"a":"珈琲"}}}\n\n',
    );
  });

  it("never sends the placeholder as an answer when the SDK writes something else", () => {
    const splice = createOutputSplice();
    splice.end();
    splice.keep(output);
    splice.fill(Buffer.from('{"id":1,"result":{"content":[], "structuredContent":{}}}'));
    expect(() => splice.end()).toThrow("without the placeholder");
    splice.fill(Buffer.from('{"id":1,"result":{"content":[],"structuredContent":{}}}'));
    splice.end();
  });

  it("is not led astray by an id that looks like the placeholder", () => {
    const splice = createOutputSplice();
    const id = '"content":[],"structuredContent":{}';
    const written = Buffer.from(JSON.stringify({ id, result: splice.keep(output) }));
    expect(JSON.parse(splice.fill(written).toString())).toEqual({
      id,
      result: { content: JSON.parse(Buffer.concat(output.content).toString()), structuredContent: { a: "珈琲" } },
    });
  });

  it("gives the message that the SDK would have written, whatever the output and whatever else is in it", () => {
    fc.assert(
      fc.property(fc.json(), fc.string(), fc.dictionary(fc.string(), fc.jsonValue()), (text, id, meta) => {
        const splice = createOutputSplice();
        const content = [{ type: "text", text }];
        const structuredContent = { text };
        const held = splice.keep({
          content: [Buffer.from(JSON.stringify(content))],
          structuredContent: [Buffer.from(JSON.stringify(structuredContent))],
        });
        const message = (result: object) => JSON.stringify({ result: { ...result, _meta: meta }, jsonrpc: "2.0", id });
        const filled = splice.fill(Buffer.from(message(held))).toString();
        expect(filled).toBe(message({ content, structuredContent }));
      }),
    );
  });
});
