import type { Picture } from "./documents/pictures/picture.ts";

/**
 * Of an answer with pictures: 1 MiB is the most that Claude Desktop takes (`picture-limits.ts`), with what a gateway
 * writes around it. A text with many quotation marks takes more than others, as they are escaped twice.
 */
const maxBytes = 1_040_000;

/** MCP's content block of a picture. */
const blockOf = ({ mediaType, bytes }: Picture) =>
  JSON.stringify({ type: "image", data: Buffer.from(bytes).toString("base64"), mimeType: mediaType });

/** Says that the last pictures are left out. */
function blockOfOthers(count: number): string {
  const reason = "The answer would be too large. Read these pages alone, with startPage and endPage.";
  return JSON.stringify({ type: "text", text: JSON.stringify({ picturesLeftOut: count, reason }) });
}

/**
 * An output in the form of `joinToolOutput`, with pictures after its text blocks: as many as it has room for, and a
 * text block that says how many are left out. Its structured content doesn't have them.
 */
export function withPictures(output: Buffer, pictures: readonly Picture[]): Buffer {
  if (pictures.length === 0) return output;
  const blocks = pictures.map(blockOf);
  let bytes = output.length;
  const tooMany = blocks.findIndex(({ length }) => {
    bytes += length;
    return bytes > maxBytes;
  });
  if (tooMany !== -1) blocks.splice(tooMany, Infinity, blockOfOthers(pictures.length - tooMany));
  // The blocks are a list in the first line.
  const end = output.indexOf("]\n");
  const hasBlocks = output.toString("latin1", 0, end) !== "[";
  const added = `${hasBlocks ? "," : ""}${blocks.join()}`;
  return Buffer.concat([output.subarray(0, end), Buffer.from(added), output.subarray(end)]);
}
