import { attribute, type HtmlElement } from "./document-tree.ts";

/** Tables are rendered up to this many columns. */
export const maxColumns = 100;
const maxRowSpan = 65_534;

/** A cell and its columns, `to` excluded. Cells beyond `maxColumns` have none. */
export interface PlacedCell {
  element: HtmlElement;
  from: number;
  to: number;
}

/**
 * Assigns columns to the cells of one table section, considering `colspan`, and `rowspan` of the rows above
 * (HTML standard 4.9.12.1).
 */
export function placeCells(rows: readonly (readonly HtmlElement[])[]): PlacedCell[][] {
  // By column, the first row in which it is free. Has at most `maxColumns` entries, which bounds the time per row.
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

/** 0 means to the end of the section. */
function rowSpan(cell: HtmlElement): number {
  const rows = numberOf(cell, "rowspan");
  return rows === 0 ? Number.POSITIVE_INFINITY : Math.min(rows, maxRowSpan);
}

/** The attribute as a number; 1 if it is no number or negative. */
function numberOf(cell: HtmlElement, name: string): number {
  const number = Number.parseInt(attribute(cell, name) ?? "1", 10);
  return number >= 0 ? number : 1;
}
