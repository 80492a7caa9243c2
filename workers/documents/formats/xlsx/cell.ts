import { attributeOf, type XmlAttributes } from "#workers/documents/ooxml/xml-events.ts";
import { columnOf, lettersOf } from "./column-letters.ts";
import type { CellWriter } from "./numbers.ts";

/** A cell with text. */
export interface Cell {
  /** Counted from 0. */
  column: number;
  text: string;
  /** Whether its value is a number, a date among them. */
  isNumber: boolean;
}

/** A cell while it is read. */
export interface OpenCell {
  column: number;
  address: string;
  type: string;
  style: number;
  value: string;
  /** Whether an empty value is a result, as opposed to a missing result. */
  mayBeEmpty: boolean;
  /** Its formula. Empty where it shares the formula of another cell. */
  formula?: string;
}

const maxFormulaCharacters = 200;

/** Opens a cell. Without an address it stands at `next` in its row. */
export function openCell(attributes: XmlAttributes, { row, next }: { row: number; next: number }): OpenCell {
  const column = columnOf(attributeOf(attributes, "r")) ?? next;
  return {
    column,
    address: `${lettersOf(column)}${row}`,
    type: attributeOf(attributes, "t") ?? "n",
    style: Number(attributeOf(attributes, "s") ?? 0),
    value: "",
    mayBeEmpty: false,
  };
}

/** The part of a cell that begins with an element. */
export function openPart(cell: OpenCell, name: string): "value" | "formula" | undefined {
  if (name === "f") {
    cell.formula = "";
    return "formula";
  }
  if (name !== "v" && name !== "t") return undefined;
  // An empty text is a result (`IF(A1="","",A1)`), an empty number is a missing one.
  cell.mayBeEmpty ||= cell.type === "str";
  return "value";
}

/** Adds characters to the formula, one more than is shown, to know whether it was cut. */
export function addToFormula(cell: OpenCell, text: string): void {
  cell.formula = `${cell.formula ?? ""}${text}`.slice(0, maxFormulaCharacters + 1);
}

/** A cell as people see it. A formula without a stored result is shown with its address. */
export function shownCell(cell: OpenCell, strings: readonly string[], writer: CellWriter): Cell {
  const { column, type, style, value, mayBeEmpty, formula, address } = cell;
  const cellOf = (text: string, isNumber = false): Cell => ({ column, text, isNumber });
  if (value.trim() === "") {
    return cellOf(formula === undefined || mayBeEmpty ? value : `${address}: ${shownFormula(formula)}`);
  }
  if (type === "s") return cellOf(writer.text(style, strings[Number(value)] ?? ""));
  if (type === "b") return cellOf(value === "1" ? "TRUE" : "FALSE");
  if (type === "str" || type === "inlineStr") return cellOf(writer.text(style, value));
  if (type !== "n") return cellOf(value);
  const number = Number(value);
  return Number.isFinite(number) ? cellOf(writer.number(style, number), true) : cellOf(value);
}

function shownFormula(formula: string): string {
  if (formula === "") return "=…";
  return formula.length > maxFormulaCharacters ? `=${formula.slice(0, maxFormulaCharacters)}…` : `=${formula}`;
}
