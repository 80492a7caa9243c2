import { describe, expect, it } from "vitest";
import { joinToolOutput, splitToolOutput } from "#common/queue/tool-output.ts";
import type { Picture } from "#workers/documents/pictures/picture.ts";
import { withPictures } from "#workers/with-pictures.ts";

const picture: Picture = { mediaType: "image/png", width: 1, height: 1, bytes: Buffer.from("pixels") };
const shown = { type: "image", data: Buffer.from("pixels").toString("base64"), mimeType: "image/png" };
const text = (value: unknown) => ({ type: "text", text: JSON.stringify(value) });

function read(bytes: Buffer) {
  const { content, structuredContent } = splitToolOutput([bytes]);
  const parsed = (parts: readonly Buffer[]): unknown => JSON.parse(Buffer.concat(parts).toString());
  return { content: parsed(content), structuredContent: parsed(structuredContent) };
}

describe("the pictures of an answer", () => {
  it("come as MCP image content after its text, and not in its structured content", () => {
    const output = { uri: "file:///d/1", note: "a]\nb" };
    const { bytes } = joinToolOutput([output, { moreContent: true }], output);
    expect(read(withPictures(bytes, [picture, picture]))).toEqual({
      content: [text(output), text({ moreContent: true }), shown, shown],
      structuredContent: output,
    });
    expect(read(withPictures(joinToolOutput([], {}).bytes, [picture])).content).toEqual([shown]);
  });

  it("leave an answer without any as it is", () => {
    const { bytes } = joinToolOutput([{ a: 1 }], { a: 1 });
    expect(withPictures(bytes, [])).toBe(bytes);
  });

  it("are left out from the one on that makes it too large for Claude Desktop, which is said", () => {
    const window = { content: '"'.repeat(60_000) };
    const { bytes } = joinToolOutput([window], window);
    const large = { ...picture, bytes: Buffer.alloc(100_000) };
    const answer = withPictures(bytes, Array(6).fill(large));
    expect(answer.length).toBeLessThan(1_048_576);
    const { content, structuredContent } = read(answer);
    expect(content).toMatchObject([
      text(window),
      ...Array(5).fill({ type: "image" }),
      { type: "text", text: expect.stringContaining('"picturesLeftOut":1') },
    ]);
    expect(structuredContent).toEqual(window);
    expect(read(withPictures(bytes, [large, large])).content).toHaveLength(3);
  });
});
