import { isHeader, isSeparator, saysWhoWrote } from "#workers/text/mail-attribution.ts";

/** Indexes of the last line with text, and of the last such line that is not quoted. -1 where there is none. */
interface LastLines {
  written: number;
  unquoted: number;
}

/**
 * The offset at which the quoted history of a mail begins, found by the lines that mail programs write above it.
 * Undefined where there is none, or no text before it. Linear time.
 */
export function findQuotedHistory(text: string): number | undefined {
  const lines = text.split("\n");
  const last = {
    written: lines.findLastIndex((line) => line.trim() !== ""),
    unquoted: lines.findLastIndex((line) => line.trim() !== "" && !line.startsWith(">")),
  };
  let at = 0;
  for (const [index, line] of lines.entries()) {
    if (beginsHistory(lines, index, last)) return text.slice(0, at).trim() === "" ? undefined : at;
    at += line.length + 1;
  }
  return undefined;
}

function beginsHistory(lines: readonly string[], index: number, last: LastLines): boolean {
  const line = lines[index] ?? "";
  if (isSeparator(line) || isHeader(lines, index)) return true;
  // All lines below it have to be quoted.
  return saysWhoWrote(line) && last.written > index && last.unquoted <= index;
}
