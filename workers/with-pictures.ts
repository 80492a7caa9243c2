import { ToolError } from "#common/errors.ts";
import { maxReplyBytes } from "#common/queue/protocol.ts";
import type { Picture } from "./documents/pictures/picture.ts";

/** MCP's content block of a picture. */
const blockOf = ({ mediaType, bytes }: Picture) =>
  JSON.stringify({ type: "image", data: Buffer.from(bytes).toString("base64"), mimeType: mediaType });

/**
 * An output in the form of `joinToolOutput`, with pictures after its text blocks. Its structured content doesn't have
 * them. Throws `too_large` for more than a gateway takes.
 */
export function withPictures(output: Buffer, pictures: readonly Picture[]): Buffer {
  if (pictures.length === 0) return output;
  // The blocks are a list in the first line.
  const end = output.indexOf("]\n");
  const hasBlocks = output.toString("latin1", 0, end) !== "[";
  const blocks = `${hasBlocks ? "," : ""}${pictures.map(blockOf).join()}`;
  const whole = Buffer.concat([output.subarray(0, end), Buffer.from(blocks), output.subarray(end)]);
  if (whole.length <= maxReplyBytes) return whole;
  throw new ToolError("too_large", "The answer is too large to be sent with its pictures.");
}
