import { cellsOf } from "./cells.ts";
import type { Line } from "./lines.ts";
import { isReadFromRight } from "./reading-order.ts";
import { growRegion, headEms } from "./table-region.ts";
import { rowsOf } from "./table-rows.ts";

/** A part of a page: a line of text, or a table by rows. */
export type PageBlock = { line: Line } | { table: string[][]; line: Line };

/** How many pieces of text are looked at in search of tables. Beyond that, on no usual page, tables stay lines. */
const maxLooks = 200_000;

/** The lines of a page, of which those are tables that surely are. */
export function blocksOf(lines: readonly Line[]): PageBlock[] {
  const blocks: PageBlock[] = [];
  let looks = 0;
  for (let at = 0; at < lines.length; ) {
    const line = lines[at];
    if (line === undefined) break;
    const region = looks < maxLooks && mayBegin(lines, at) ? growRegion(lines, at) : undefined;
    looks += piecesIn(lines.slice(at, at + (region?.lines ?? 0) + 1));
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

function piecesIn(lines: readonly Line[]): number {
  return lines.reduce((sum, { pieces }) => sum + pieces.length, 0);
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
