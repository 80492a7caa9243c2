import { attribute, type HtmlElement } from "./document-tree.ts";

/** Columns that are shown. */
export const maxColumns = 100;
const maxRowSpan = 65_534;

/** A cell and the columns that it takes, `to` not included; one beyond those that are shown takes none. */
export interface PlacedCell {
  element: HtmlElement;
  from: number;
  to: number;
}

/**
 * The cells of one section of a table by their columns: beside each other, and beside what reaches down from rows
 * above, as far as the section goes (HTML standard 4.9.12.1).
 */
export function placeCells(rows: readonly (readonly HtmlElement[])[]): PlacedCell[][] {
  // By column, the row from which on it is free. Only as long as what is shown, so no row takes long.
  const freeFrom: number[] = [];
  return rows.map((cells, row) => {
    let column = 0;
    return cells.map((element) => {
      while (column < maxColumns && (freeFrom[column] ?? 0) > row) column += 1;
      const from = column;
      column = Math.min(from + columnSpan(element), maxColumns);
      const below = row + rowSpan(element);
      for (let at = from; at < column; at += 1) freeFrom[at] = Math.max(freeFrom[at] ?? 0, below);
      return { element, from, to: column };
    });
  });
}

function columnSpan(cell: HtmlElement): number {
  return Math.max(numberOf(cell, "colspan"), 1);
}

/** 0 means down to the end of the section. */
function rowSpan(cell: HtmlElement): number {
  const rows = numberOf(cell, "rowspan");
  return rows === 0 ? Number.POSITIVE_INFINITY : Math.min(rows, maxRowSpan);
}

/** 1 where the attribute says no number from 0 on. */
function numberOf(cell: HtmlElement, name: string): number {
  const number = Number.parseInt(attribute(cell, name) ?? "1", 10);
  return number >= 0 ? number : 1;
}
