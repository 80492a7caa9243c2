import type { ToolOutput } from "#common/queue/tool-output.ts";

/** In the JSON of an answer only a block of a picture begins so: within a text, quotation marks are escaped. */
const pictureStart = '{"type":"image",';

/** Whether a worker's output shows pictures beside its text. */
export function hasPictures({ content }: Pick<ToolOutput, "content">): boolean {
  return Buffer.concat(content).includes(pictureStart);
}
