import { markdownTable } from "#workers/documents/markdown/table.ts";
import { lineText } from "./line-text.ts";
import type { Line } from "./lines.ts";
import { blocksOf } from "./page-blocks.ts";

/** Lines further apart than this multiple of their height are separated by a blank line. */
const paragraphGap = 1.8;

/** The text of a page: its lines in document order, with blank lines at gaps, and tables as Markdown. */
export function pageText(lines: readonly Line[]): string {
  const parts: string[] = [];
  let before: Line | undefined;
  let isTable = false;
  for (const block of blocksOf(lines)) {
    const isParted = isTable || "table" in block || (before !== undefined && isApart(before, block.line));
    isTable = "table" in block;
    if (isParted && parts.length > 0) parts.push("");
    parts.push("table" in block ? markdownTable(block.table) : lineText(block.line));
    before = block.line;
  }
  return parts.join("\n");
}

function isApart({ pieces, direction }: Line, next: Line): boolean {
  const [last, first] = [pieces.at(-1), next.pieces[0]];
  if (last === undefined || first === undefined) return false;
  const isTurned = Math.abs(direction[0] - next.direction[0]) + Math.abs(direction[1] - next.direction[1]) > 0.01;
  return isTurned || Math.abs(last.at - first.at) > first.height * paragraphGap;
}
