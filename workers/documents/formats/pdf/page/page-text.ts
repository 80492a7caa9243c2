import { markdownTable } from "#workers/documents/markdown/table.ts";
import { isReadFromRight, lineText } from "./line-text.ts";
import type { Line } from "./lines.ts";
import { cellsOf, growRegion, headEms } from "./table-region.ts";
import { rowsOf } from "./table-rows.ts";

/** Lines further apart than this multiple of their height are separated by a blank line. */
const paragraphGap = 1.8;
/** Where most lines of a page are further apart, as in drafts: more than so many times of what is usual there. */
const widerThanUsual = 1.25;
const leastLines = 8;
const maxUsualGap = 3.5;
/** By which share of it gaps may differ that are alike. */
const alike = 0.1;

/** The text of a page: its lines in document order, with blank lines at gaps, and tables as Markdown. */
export function pageText(lines: readonly Line[]): string {
  const parts: string[] = [];
  const mostGap = mostGapOf(lines);
  let before: Line | undefined;
  let isTable = false;
  for (const block of blocksOf(lines)) {
    const isParted = isTable || "table" in block || (before !== undefined && isApart(before, block.line, mostGap));
    isTable = "table" in block;
    if (isParted && parts.length > 0) parts.push("");
    parts.push("table" in block ? markdownTable(block.table) : lineText(block.line));
    before = block.line;
  }
  return parts.join("\n");
}

/** How far apart lines of one paragraph may be. */
function mostGapOf(lines: readonly Line[]): number {
  const gaps = lines
    .map((line, at) => gapBetween(lines[at - 1], line))
    .filter((gap) => gap > 0)
    .toSorted((one, other) => one - other);
  const usual = gaps[Math.floor(gaps.length / 2)] ?? 0;
  const near = gaps.filter((gap) => Math.abs(gap - usual) < usual * alike).length;
  if (gaps.length < leastLines || near < gaps.length / 2 || usual > maxUsualGap) return paragraphGap;
  return Math.max(paragraphGap, usual * widerThanUsual);
}

function isApart(before: Line, next: Line, mostGap: number): boolean {
  const { direction } = before;
  const isTurned = Math.abs(direction[0] - next.direction[0]) + Math.abs(direction[1] - next.direction[1]) > 0.01;
  return isTurned || Math.abs(gapBetween(before, next)) > mostGap;
}

/** How far a line stands below another one, in heights of its text. */
function gapBetween(before: Line | undefined, next: Line): number {
  const [last, first] = [before?.pieces.at(-1), next.pieces[0]];
  return last === undefined || first === undefined ? 0 : (last.at - first.at) / first.height;
}

/** A part of a page: a line of text, or a table by rows. */
type PageBlock = { line: Line } | { table: string[][]; line: Line };

/** How many pieces of text are looked at in search of tables. Beyond that, on no usual page, tables stay lines. */
const maxLooks = 200_000;

/** The lines of a page, of which those are tables that surely are. */
function blocksOf(lines: readonly Line[]): PageBlock[] {
  const blocks: PageBlock[] = [];
  let looks = 0;
  for (let at = 0; at < lines.length; ) {
    const line = lines[at];
    if (line === undefined) break;
    const region = looks < maxLooks && mayBegin(lines, at) ? growRegion(lines, at) : undefined;
    for (const { pieces } of lines.slice(at, at + (region?.lines ?? 0) + 1)) looks += pieces.length;
    const rows = region === undefined ? undefined : rowsOf(region);
    if (region === undefined || rows === undefined) {
      blocks.push({ line });
      at += 1;
      continue;
    }
    const isFromRight = isReadFromRight(lines.slice(at, at + region.lines).flatMap(({ pieces }) => pieces));
    const texts = rows.map((row) => row.map((cell) => cell?.text ?? ""));
    blocks.push({ line, table: isFromRight ? texts.map((row) => row.toReversed()) : texts });
    at += region.lines;
  }
  return blocks;
}

/** How many lines a column may have before the next one. */
const maxColumnLines = 200;

/** Whether a table may begin with a line: it has several cells, or after some lines a column begins beside it. */
function mayBegin(lines: readonly Line[], at: number): boolean {
  const line = lines[at];
  const [first] = line?.pieces ?? [];
  if (line === undefined || line.isVertical || first === undefined) return false;
  if (cellsOf(line).length > 1) return true;
  for (let next = at + 1; next < Math.min(lines.length, at + maxColumnLines); next += 1) {
    const [piece] = lines[next]?.pieces ?? [];
    if (piece === undefined || piece.at > first.at + first.height * headEms) return false;
    if (piece.at > first.at - first.height / 2) return piece.from > first.to;
  }
  return false;
}
