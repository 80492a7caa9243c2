import { ToolError } from "#common/errors.ts";
import { maxReplyBytes, textBlock } from "#common/queue/protocol.ts";
import type { Picture } from "./documents/pictures/picture.ts";

/**
 * Of an answer with pictures: 1 MiB is the most that Claude Desktop takes (`picture-limits.ts`), with what a gateway
 * writes around it.
 */
const maxBytesWithPictures = 1_040_000;

/** MCP's content block of a picture. */
const pictureBlock = ({ mediaType, bytes }: Picture) =>
  JSON.stringify({ type: "image", data: Buffer.from(bytes).toString("base64"), mimeType: mediaType });

/** The JSON of an MCP text block. It is measured, and then sent as it is: to write 25 hits twice takes 50 µs. */
export const writeBlock = (value: unknown): string => JSON.stringify(textBlock(value));

/** Says that the last pictures are left out. */
const blockOfOthers = (count: number) =>
  writeBlock({
    picturesLeftOut: count,
    reason: "The answer would be too large. Read these pages alone, with startPage and endPage.",
  });

/**
 * The JSON of an MCP result's `content`: the blocks as `writeBlock` writes them, then pictures, as many as there is
 * room for, and a text that says how many are left out.
 * @throws `too_large` for more than a gateway takes
 */
export function writeContent(blocks: readonly string[], pictures: readonly Picture[]): Buffer {
  const written = [...blocks];
  let bytes = pictures.length > 0 ? Buffer.byteLength(blocks.join()) : 0;
  for (const [at, picture] of pictures.entries()) {
    const block = pictureBlock(picture);
    bytes += block.length;
    if (bytes > maxBytesWithPictures) {
      written.push(blockOfOthers(pictures.length - at));
      break;
    }
    written.push(block);
  }
  const content = Buffer.from(`[${written.join()}]`);
  if (content.length <= maxReplyBytes) return content;
  throw new ToolError("too_large", "The answer is too large to be sent. Ask for fewer results or a smaller part.");
}
