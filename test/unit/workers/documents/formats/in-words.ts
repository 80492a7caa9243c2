import { gapsInWords } from "#workers/documents/gaps.ts";
import type { Reading } from "#workers/text/reading.ts";

/** What a format's reader has read, with its gaps as a caller is told of them, without its sensitivity labels. */
export function inWords({
  gaps,
  labels: _labels,
  ...reading
}: Reading): Omit<Reading, "gaps" | "labels"> & { incomplete?: string } {
  return { ...reading, ...(gaps !== undefined && { incomplete: gapsInWords(gaps) }) };
}
