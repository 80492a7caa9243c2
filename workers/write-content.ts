import { ToolError } from "#common/errors.ts";
import { maxReplyBytes } from "#common/queue/protocol.ts";
import { textBlock } from "#common/queue/tool-output.ts";
import type { Picture } from "./documents/pictures/picture.ts";

/**
 * Of an answer with pictures: 1 MiB is the most that Claude Desktop takes (`picture-limits.ts`), with what a gateway
 * writes around it.
 */
const maxBytesWithPictures = 1_040_000;

/** MCP's content block of a picture. */
const pictureBlock = ({ mediaType, bytes }: Picture) =>
  JSON.stringify({ type: "image", data: Buffer.from(bytes).toString("base64"), mimeType: mediaType });

/** Says that the last pictures are left out. */
const blockOfOthers = (count: number) =>
  textBlock({
    picturesLeftOut: count,
    reason: "The answer would be too large. Read these pages alone, with startPage and endPage.",
  });

/**
 * The JSON of an MCP result's `content`: the blocks as texts, then pictures, as many as there is room for, and a text
 * that says how many are left out.
 * @throws `too_large` for more than a gateway takes
 */
export function writeContent(blocks: readonly unknown[], pictures: readonly Picture[]): Buffer {
  const written = blocks.map((block) => JSON.stringify(textBlock(block)));
  let bytes = written.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  for (const [at, picture] of pictures.entries()) {
    const block = pictureBlock(picture);
    bytes += block.length;
    if (bytes > maxBytesWithPictures) {
      written.push(JSON.stringify(blockOfOthers(pictures.length - at)));
      break;
    }
    written.push(block);
  }
  const content = Buffer.from(`[${written.join()}]`);
  if (content.length <= maxReplyBytes) return content;
  throw new ToolError("too_large", "The answer is too large to be sent. Ask for fewer results or a smaller part.");
}
