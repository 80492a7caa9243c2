import { ToolError, versionMismatch } from "#common/errors.ts";
import { type PartOutput, partOutputSchema } from "#common/queue/tool-output.ts";
import { bytesIn } from "#gateway/tool-result.ts";

/** Many times what a page of hits or a part of a text has. To parse it takes some ten milliseconds. */
const maxReadBytes = 1024 * 1024;

/** The output of a part. Throws `too_large`, and `unavailable` for that of a worker of another version. */
export function readPart(chunks: readonly Buffer[]): PartOutput {
  if (bytesIn(chunks) > maxReadBytes) {
    throw new ToolError("too_large", "The answer is too large to be joined with others. Ask for it alone.");
  }
  const parsed = partOutputSchema.safeParse(parsedOrNothing(Buffer.concat(chunks).toString()));
  if (!parsed.success) throw versionMismatch();
  return parsed.data;
}

function parsedOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
