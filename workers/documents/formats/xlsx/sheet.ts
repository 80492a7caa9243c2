import { markdownRow, markdownTable } from "#workers/documents/markdown/table.ts";
import { attributeOf, readXml, type XmlAttributes } from "#workers/documents/ooxml/xml-events.ts";
import { maxTextCharacters } from "#workers/documents/text/reading.ts";
import { findHiddenCells } from "./hidden-cells.ts";
import type { NumberWriter } from "./numbers.ts";

const maxCells = 300_000;
const maxColumns = 16_384;
const maxFormulaCharacters = 200;

interface Cell {
  column: number;
  text: string;
}

interface OpenCell {
  column: number;
  type: string;
  style: number;
  value: string;
  /** Whether an empty value is a result, as opposed to a missing result. */
  mayBeEmpty: boolean;
  /** Its formula. Empty where it shares the formula of another cell. */
  formula?: string;
}

/**
 * The cells of a sheet as a Markdown table, without empty columns and rows. A formula is shown where its result is not
 * stored, as in files that were not saved by Excel. Above the table stands which rows and columns are hidden.
 */
export function readSheet(
  bytes: Uint8Array,
  { strings, writeNumber }: { strings: readonly string[]; writeNumber: NumberWriter },
): { text: string; isCut: boolean } {
  const rows: Cell[][] = [];
  const hidden = findHiddenCells();
  let row: Cell[] = [];
  let rowAttributes: XmlAttributes = {};
  let rowNumber = 0;
  let cell: OpenCell | undefined;
  let inside: "value" | "formula" | undefined;
  let count = 0;
  let length = 0;
  const isEnough = () => count > maxCells || length > maxTextCharacters;
  readXml(bytes, {
    open(name, attributes) {
      if (name === "rPh") return "skip";
      if (name === "row") {
        row = [];
        rows.push(row);
        rowAttributes = attributes;
        rowNumber = Number(attributeOf(attributes, "r") ?? rowNumber + 1);
      } else if (name === "c") {
        cell = {
          column: columnOf(attributeOf(attributes, "r")) ?? (row.at(-1)?.column ?? -1) + 1,
          type: attributeOf(attributes, "t") ?? "n",
          style: Number(attributeOf(attributes, "s") ?? 0),
          value: "",
          mayBeEmpty: false,
        };
      }
      if (name === "col") hidden.takeColumns(attributes);
      inside = cell ? openPart(cell, name) : undefined;
      return undefined;
    },
    close(name) {
      inside = undefined;
      if (name === "row" && row.length > 0) hidden.takeRow(rowAttributes, rowNumber);
      if (name !== "c" || !cell) return;
      const text = shownText(cell, strings, writeNumber);
      if (text !== "" && cell.column < maxColumns && !isEnough()) {
        row.push({ column: cell.column, text });
        count += 1;
        length += text.length + 3;
      }
      cell = undefined;
    },
    text(text) {
      if (inside === "value" && cell) cell.value += text;
      // One character more than is shown, to know whether it was cut.
      else if (inside === "formula" && cell)
        cell.formula = `${cell.formula ?? ""}${text}`.slice(0, maxFormulaCharacters + 1);
    },
    isEnough,
  });
  const table = writeTable(rows.filter((cells) => cells.length > 0));
  const words = hidden.inWords(() => new Set(rows.flatMap((cells) => cells.map(({ column }) => column))));
  const text = [words, table.text].filter((one) => one !== "").join("\n\n");
  return { text, isCut: table.isCut || isEnough() };
}

/** The part of a cell that begins with an element. */
function openPart(cell: OpenCell, name: string): "value" | "formula" | undefined {
  if (name === "f") {
    cell.formula = "";
    return "formula";
  }
  if (name !== "v" && name !== "t") return undefined;
  // An empty text is a result (`IF(A1="","",A1)`), an empty number is a missing one.
  cell.mayBeEmpty ||= cell.type === "str";
  return "value";
}

function shownText(cell: OpenCell, strings: readonly string[], writeNumber: NumberWriter): string {
  const { type, style, value, mayBeEmpty, formula } = cell;
  if (value.trim() === "") return formula === undefined || mayBeEmpty ? value : shownFormula(formula);
  if (type === "s") return strings[Number(value)] ?? "";
  if (type === "b") return value === "1" ? "TRUE" : "FALSE";
  if (type !== "n") return value;
  const number = Number(value);
  return Number.isFinite(number) ? writeNumber(style, number) : value;
}

function shownFormula(formula: string): string {
  if (formula === "") return "=…";
  return formula.length > maxFormulaCharacters ? `=${formula.slice(0, maxFormulaCharacters)}…` : `=${formula}`;
}

/** The column of a cell's address, counted from 0: that of `AB12` is 27. */
function columnOf(address: string | undefined): number | undefined {
  const [, letters] = /^([A-Z]{1,3})\d/i.exec(address ?? "") ?? [];
  if (letters === undefined) return undefined;
  return [...letters.toUpperCase()].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

function writeTable(rows: readonly (readonly Cell[])[]): { text: string; isCut: boolean } {
  const used = new Set(rows.flatMap((cells) => cells.map(({ column }) => column)));
  const places = new Map([...used].sort((a, b) => a - b).map((column, place) => [column, place]));
  const lines: string[] = [];
  let length = 0;
  for (const cells of rows) {
    const texts = Array.from({ length: (places.get(cells.at(-1)?.column ?? 0) ?? 0) + 1 }, () => "");
    for (const { column, text } of cells) texts[places.get(column) ?? 0] = text;
    if (lines.length === 0) lines.push(...markdownTable([texts], places.size).split("\n"));
    else lines.push(markdownRow(texts));
    length += lines.at(-1)?.length ?? 0;
    if (length > maxTextCharacters) return { text: lines.join("\n"), isCut: true };
  }
  return { text: lines.join("\n"), isCut: false };
}
