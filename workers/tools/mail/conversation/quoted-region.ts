import { attributionLength } from "#workers/documents/text/mail-attribution.ts";
import { withoutMarks } from "./known-text.ts";

/** The lines that a mail program writes above a quotation, at the most. */
const maxLinesAbove = 16;

export interface QuotedRegion {
  /** Where it begins, with the lines above the quotation. */
  from: number;
  /** The lines that can be quoted. */
  lines: readonly number[];
}

/**
 * Where a message can quote others: from the offset at which its history was found; or else the lines with a quotation
 * mark, and no others; or else all of a message that does nothing but forward. Undefined where it quotes nothing.
 */
export function quotedRegion(lines: readonly string[], quotesFrom: number | undefined): QuotedRegion | undefined {
  if (quotesFrom !== undefined) return regionFrom(lines, withLinesAbove(lines, lineAt(lines, quotesFrom)));
  const marked = lines.flatMap((line, at) => (line.startsWith(">") ? [at] : []));
  const [first] = marked;
  if (first !== undefined) return { from: startAbove(lines.slice(0, first)), lines: marked };
  const begin = lines.findIndex((line) => line.trim() !== "");
  return begin !== -1 && attributionLength(lines, begin) > 0 ? regionFrom(lines, begin) : undefined;
}

function regionFrom(lines: readonly string[], from: number): QuotedRegion {
  return { from, lines: lines.flatMap((_, at) => (at < from ? [] : [at])) };
}

function lineAt(lines: readonly string[], offset: number): number {
  let end = 0;
  const index = lines.findIndex((line) => {
    end += line.length + 1;
    return end > offset;
  });
  return index === -1 ? lines.length : index;
}

/** Outlook draws a rule above the quotation. Of a line that says who wrote it, only the end may have been found. */
function withLinesAbove(lines: readonly string[], from: number): number {
  let start = from > 0 && attributionLength(lines, from - 1) > 1 ? from - 1 : from;
  while (start > 0 && /^-*$/.test((lines[start - 1] ?? "").trim())) start -= 1;
  return start;
}

/** Where the lines above a quotation begin, which are the last of these. */
function startAbove(above: readonly string[]): number {
  const bare = above.map(withoutMarks);
  for (let at = above.length - 1; at >= Math.max(0, above.length - maxLinesAbove); at -= 1) {
    const end = at + attributionLength(bare, at);
    if (end > at && bare.slice(end).every((line) => line.trim() === "")) return at;
  }
  return above.length;
}
