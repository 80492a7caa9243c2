import { joinBlocks } from "#workers/documents/markdown/blocks.ts";
import type { StoryBlock } from "./blocks.ts";

export type Cell = readonly StoryBlock[];

/** Lines that all cells of a row need to have before they are taken for rows of their own. */
const leastLines = 3;
/** Longer lines are taken for prose. */
const maxLineCharacters = 60;

/**
 * The texts of a row's cells. A row whose cells have equally many short lines is one row for each line: people type
 * columns of figures into one cell, and read across. Bullets side by side have nothing to do with each other.
 */
export function rowTexts(cells: readonly Cell[]): string[][] {
  const columns = cells.map(linesOf);
  const filled = columns.filter(({ length }) => length > 0);
  const count = filled[0]?.length ?? 0;
  const areRows = filled.length > 1 && filled.every((lines) => lines.length === count && lines.every(isShort));
  const rows = Array.from({ length: areRows ? count : 0 }, (_, at) => columns.map((lines) => lines[at] ?? ""));
  const shown = rows.filter((texts) => texts.some((text) => text !== ""));
  return shown.length >= leastLines ? shown : [cells.map(cellText)];
}

/** A heading in a cell has no `##`, which would be text there. */
function cellText(cell: Cell): string {
  return joinBlocks(cell.map(({ text, inCell = text, isLoose }) => ({ text: inCell, isLoose })));
}

/** The lines of a cell, without empty ones at its end. */
function linesOf(cell: Cell): string[] {
  const lines = cell.flatMap(({ text, inCell = text }) => inCell.split("\n").map((line) => line.trim()));
  return lines.slice(0, lines.findLastIndex((line) => line !== "") + 1);
}

function isShort(line: string): boolean {
  return line.length <= maxLineCharacters && !line.startsWith("- ");
}

/** A block with a Markdown table, which in a cell of another one becomes text: `Name, Sum; a, 1`. */
export function tableBlock(text: string): StoryBlock {
  const lines = text.split("\n").filter((line) => line !== "" && !divider.test(line));
  const inCell = lines
    .map((line) =>
      line
        .split(columnEdge)
        .filter((cell) => cell.trim() !== "")
        .join(", "),
    )
    .join("; ");
  return { text, inCell: inCell.replaceAll("\\|", "|"), isLoose: true };
}

const divider = /^\|(?: --- \|)+$/;
const columnEdge = /(?:^| )\|(?: |$)/;
