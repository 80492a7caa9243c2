import { attributeOf, readXml, type XmlAttributes } from "#workers/documents/ooxml/xml-events.ts";
import { maxTextCharacters } from "#workers/documents/text/reading.ts";
import { addToFormula, type Cell, type OpenCell, openCell, openPart, type Row, shownCell } from "./cell.ts";
import { cellLinks } from "./cell-links.ts";
import { findHiddenCells } from "./hidden-cells.ts";
import type { CellWriter } from "./numbers.ts";
import { readPageMargins } from "./page-margins.ts";
import { writeRows } from "./sheet-tables.ts";

const maxCells = 300_000;
const maxColumns = 16_384;
const maxRows = 1_048_576;
const maxSharedFormulas = 10_000;

interface SheetOptions {
  strings: readonly string[];
  writer: CellWriter;
  noted: ReadonlySet<string>;
  /** The address that a relationship leads to, outside of the workbook. */
  linkTarget: (relationshipId: string) => string | undefined;
}

/**
 * The cells of a sheet as Markdown tables, without empty columns. A formula is shown where its result is not stored, as
 * in files that were not saved by Excel. Above the tables stands which rows and columns are hidden. Cells of `noted`
 * have their addresses behind them, by which comments name them.
 */
export function readSheet(
  bytes: Uint8Array,
  { strings, writer, noted, linkTarget }: SheetOptions,
): { text: string; margins: readonly string[]; isCut: boolean; hasHidden: boolean } {
  const margins = readPageMargins();
  const links = cellLinks(linkTarget);
  const rows: Row[] = [];
  const hidden = findHiddenCells();
  const formulaCells = new Map<string, string>();
  let row: { number: number; cells: Cell[] } = { number: 0, cells: [] };
  let lastColumn = -1;
  let rowAttributes: XmlAttributes = {};
  let cell: OpenCell | undefined;
  let inside: "value" | "formula" | undefined;
  let hasHidden = false;
  let count = 0;
  let length = 0;
  const isEnough = () => count > maxCells || length > maxTextCharacters;

  function add(open: OpenCell): void {
    if (isEnough() || open.column >= maxColumns) return;
    const shown = shownCell(open, { strings, writer, formulaCells });
    if (open.sharedId !== undefined && open.formula !== "" && formulaCells.size < maxSharedFormulas)
      formulaCells.set(open.sharedId, open.address);
    // Also those that show nothing have taken time.
    if (open.value !== "" || shown.text !== "") count += 1;
    hasHidden ||= shown.isHidden;
    if (shown.text.trim() === "") return;
    if (row.cells.length === 0) rows.push(row);
    row.cells.push(noted.has(open.address) ? { ...shown, text: `${shown.text} [${open.address}]` } : shown);
    length += shown.text.length + 3;
  }

  readXml(bytes, {
    open(name, attributes) {
      if (name === "rPh") return "skip";
      if (name === "row") {
        const number = Number.parseInt(attributeOf(attributes, "r") ?? "", 10);
        row = { number: number >= 1 && number <= maxRows ? number : row.number + 1, cells: [] };
        rowAttributes = attributes;
        lastColumn = -1;
      } else if (name === "c") {
        cell = openCell(attributes, { row: row.number, next: lastColumn + 1 });
        lastColumn = cell.column;
      }
      links.take(name, attributes);
      if (name === "col") hidden.takeColumns(attributes);
      inside = cell ? openPart(cell, name, attributes) : undefined;
      margins.open(name, attributes);
      return undefined;
    },
    close(name) {
      inside = undefined;
      margins.close();
      if (name === "row" && row.cells.length > 0) hidden.takeRow(rowAttributes, row.number);
      if (name !== "c" || !cell) return;
      add(cell);
      cell = undefined;
    },
    text(text) {
      if (inside === "value" && cell) cell.value += text;
      else if (inside === "formula" && cell) addToFormula(cell, text);
      else margins.text(text);
    },
    isEnough,
  });
  const tables = writeRows(links.linked(rows));
  const words = hidden.inWords(() => new Set(rows.flatMap(({ cells }) => cells.map(({ column }) => column))));
  const text = [words, tables.text].filter((one) => one !== "").join("\n\n");
  return { text, margins: margins.lines(), isCut: tables.isCut || isEnough(), hasHidden };
}
