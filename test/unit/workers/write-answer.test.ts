import { describe, expect, it } from "vitest";
import { maxReplyBytes } from "#common/queue/protocol.ts";
import type { Picture } from "#workers/documents/pictures/picture.ts";
import { writeBlock, writeContent } from "#workers/write-answer.ts";

const picture: Picture = { mediaType: "image/png", width: 1, height: 1, bytes: Buffer.from("pixels") };
const shown = { type: "image", data: Buffer.from("pixels").toString("base64"), mimeType: "image/png" };
const text = (value: string) => ({ type: "text", text: value });
const read = (content: Buffer): unknown => JSON.parse(content.toString());

describe("the content of an answer", () => {
  it("has a text block for each hit, whose text ends its line, so that a client may join them", () => {
    const content = read(writeContent([{ subject: "a\nb" }, { moreResults: false }].map(writeBlock), []));
    expect(content).toEqual([text('{"subject":"a\\nb"}\n'), text('{"moreResults":false}\n')]);
  });

  it("has a text as it is", () => {
    expect(read(writeContent([writeBlock("one\n\ntwo")], []))).toEqual([text("one\n\ntwo")]);
  });

  it("is refused by the worker where no gateway would take it", () => {
    expect(() => writeContent([writeBlock("x".repeat(maxReplyBytes))], [])).toThrow(
      expect.objectContaining({ code: "too_large" }),
    );
  });
});

describe("the pictures of an answer", () => {
  it("come as MCP image content after its text", () => {
    expect(read(writeContent([writeBlock("a]")], [picture, picture]))).toEqual([text("a]"), shown, shown]);
    expect(read(writeContent([], [picture]))).toEqual([shown]);
  });

  it("are left out from the one on that makes it too large for Claude Desktop, which is said", () => {
    const window = '"'.repeat(120_000);
    const large = { ...picture, bytes: Buffer.alloc(100_000) };
    const answer = writeContent([writeBlock(window)], Array(6).fill(large));
    expect(answer.length).toBeLessThan(1_048_576);
    expect(read(answer)).toMatchObject([
      text(window),
      ...Array(5).fill({ type: "image" }),
      text(expect.stringContaining('"picturesLeftOut":1')),
    ]);
    expect(read(writeContent([writeBlock(window)], [large, large]))).toHaveLength(3);
  });
});
