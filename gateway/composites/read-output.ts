import { z } from "zod";
import { ToolError, versionMismatch } from "#common/errors.ts";
import type { ToolOutput } from "#common/queue/tool-output.ts";

/** Many times what a page of hits or a part of a text has. To parse it takes some ten milliseconds. */
export const maxReadBytes = 1024 * 1024;

const anObject = z.record(z.string(), z.unknown());

export const bytesIn = (chunks: readonly Buffer[]): number => chunks.reduce((bytes, { length }) => bytes + length, 0);

export const outputBytes = ({ structuredContent }: ToolOutput): number => bytesIn(structuredContent);

/** The output of a tool as an object. Throws `too_large`, and `unavailable` for that of a worker of another version. */
export function readOutput(output: ToolOutput): Record<string, unknown> {
  if (outputBytes(output) > maxReadBytes) {
    throw new ToolError("too_large", "The answer is too large to be joined with others. Ask for it alone.");
  }
  const parsed = anObject.safeParse(parsedOrNothing(Buffer.concat(output.structuredContent).toString()));
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
