import { getFormatFromId } from "numfmt";
import { renderLink } from "#workers/documents/markdown/links.ts";
import { createNumberFormats, type DateSystem } from "#workers/documents/ooxml/number-formats.ts";
import {
  attributeOf,
  columnOf,
  isOn,
  lettersOf,
  readXml,
  type XmlAttributes,
} from "#workers/documents/ooxml/xml-events.ts";
import { markedRun, withStrikes } from "#workers/documents/run-marks.ts";

/** A cell with text. */
export interface Cell {
  /** Counted from 0. */
  column: number;
  text: string;
  /** Whether its value is a number, a date among them. */
  isNumber: boolean;
  /** Whether its format hides its value. */
  isHidden: boolean;
}

/** A row with text. Rows are numbered from 1. */
export interface Row {
  number: number;
  cells: readonly Cell[];
}

/** A cell that is filled with a colour and has no text. */
export interface FilledCell {
  row: number;
  column: number;
  colour: string;
}

/** The columns in which rows have cells. */
export function columnsOf(rows: readonly Row[]): Set<number> {
  return new Set(rows.flatMap(({ cells }) => cells.map(({ column }) => column)));
}

/** Fewer are no language of their own. */
const leastFilled = 3;

/**
 * Rows with the colours of cells without a text, as of Gantt charts and traffic lights: those under and beside texts,
 * but for rows that have the same colour in their texts, and for the row that names the columns and those above it.
 * A colour of all that is left of a row is named once.
 */
export function withColours(
  rows: readonly Row[],
  filled: readonly FilledCell[],
  colours: ReadonlyMap<number, ReadonlySet<string>>,
): readonly Row[] {
  const columns = columnsOf(rows);
  const head = rows.find(({ cells }) => cells.length > 1)?.number ?? 0;
  const told = filled.filter(
    ({ row, column, colour }) => row > head && columns.has(column) && colours.get(row)?.has(colour) === false,
  );
  if (told.length < leastFilled) return rows;
  const byRow = Map.groupBy(told, ({ row }) => row);
  return rows.map(({ number, cells }) => {
    const own = byRow.get(number) ?? [];
    const isBand = own.length + cells.length >= columns.size && own.every(({ colour }) => colour === own[0]?.colour);
    const shown = isBand && own.length >= leastFilled ? own.slice(0, 1) : own;
    const added = shown.map(({ column, colour }) => ({
      column,
      text: shown.length < own.length ? `[all ${colour}]` : `[${colour}]`,
      isNumber: false,
      isHidden: false,
    }));
    return { number, cells: [...cells, ...added].sort((one, other) => one.column - other.column) };
  });
}

/** What the cells of a workbook or sheet share. */
export interface CellSources {
  strings: readonly string[];
  writer: ReturnType<typeof readNumberFormats>;
  /** The cells that shared formulas were first written for, by the ids of these. */
  formulaCells: ReadonlyMap<string, string>;
}

const maxFormulaCharacters = 200;

/** A cell while it is read. */
export type OpenCell = ReturnType<typeof openCell>;

/** Opens a cell. Without an address it stands at `next` in its row. */
export function openCell(attributes: XmlAttributes, { row, next }: { row: number; next: number }) {
  const column = columnOf(attributeOf(attributes, "r")) ?? next;
  return {
    column,
    address: `${lettersOf(column)}${row}`,
    type: attributeOf(attributes, "t") ?? "n",
    style: Number(attributeOf(attributes, "s") ?? 0),
    value: "",
    /** Whether an empty value is a result, as opposed to a missing result. */
    mayBeEmpty: false,
    /** Empty where it shares the formula of another cell. */
    formula: undefined as string | undefined,
    /** The id of the formula that it shares with others. */
    sharedId: undefined as string | undefined,
  };
}

/** Takes an element in a cell. */
export function openPart(cell: OpenCell, name: string, attributes: XmlAttributes): void {
  if (name === "f") {
    cell.formula = "";
    cell.sharedId = attributeOf(attributes, "si");
  }
  // An empty text is a result (`IF(A1="","",A1)`), an empty number is a missing one.
  if (name === "v" || name === "t") cell.mayBeEmpty ||= cell.type === "str";
}

/** Adds characters to the formula, one more than is shown, to know whether it was cut. */
export function addToFormula(cell: OpenCell, text: string): void {
  cell.formula = `${cell.formula ?? ""}${text}`.slice(0, maxFormulaCharacters + 1);
}

/**
 * A cell as people see it. A formula without a stored result is shown with its address; one that makes a link has its
 * address.
 */
export function shownCell(cell: OpenCell, sources: CellSources): Cell {
  const shown = plainCell(cell, sources);
  const [, target] = /^HYPERLINK\("([^"]+)"/i.exec(cell.formula ?? "") ?? [];
  const text =
    target === undefined || shown.text.startsWith(`${cell.address}: =`) ? shown.text : renderLink(shown.text, target);
  return {
    ...shown,
    text: sources.writer.isStruck(cell.style) ? withStrikes(markedRun(text, { isStruck: true })) : text,
  };
}

function plainCell(cell: OpenCell, { strings, writer, formulaCells }: CellSources): Cell {
  const { column, type, style, value, mayBeEmpty, formula, address, sharedId = "" } = cell;
  const cellOf = (text: string, isHidden = false): Cell => ({ column, text, isNumber: false, isHidden });
  const textCell = (value: string) => {
    const text = writer.text(style, value);
    return cellOf(text, text === "" && value.trim() !== "");
  };
  if (value.trim() === "") {
    if (formula === undefined || mayBeEmpty) return cellOf(value);
    return cellOf(`${address}: ${shownFormula(formula, formulaCells.get(sharedId))}`);
  }
  if (type === "s") return textCell(strings[Number(value)] ?? "");
  if (type === "b") return cellOf(value === "1" ? "TRUE" : "FALSE");
  if (type === "str" || type === "inlineStr") return textCell(value);
  const number = Number(value);
  if (type !== "n" || !Number.isFinite(number)) return cellOf(value);
  const text = writer.number(style, number);
  // Formats that leave out only zeros are for the eye.
  return { column, text, isNumber: true, isHidden: text === "" && number !== 0 };
}

function shownFormula(formula: string, sharedWith: string | undefined): string {
  if (formula === "") return sharedWith === undefined ? "=…" : `=… (as in ${sharedWith})`;
  return formula.length > maxFormulaCharacters ? `=${formula.slice(0, maxFormulaCharacters)}…` : `=${formula}`;
}

const maxStyles = 20_000;
const lastBuiltIn = 58;

/**
 * The number formats of a workbook, by the index of a cell's style. Numbers are exact, not rounded as in their column,
 * with their currency or unit; dates and times are in ISO 8601.
 */
export function readNumberFormats(bytes: Uint8Array | undefined, dates: DateSystem) {
  const own = new Map<string, string>();
  const styles: { code: string; isStruck: boolean; fill: string }[] = [];
  const fills: string[] = [];
  const struckFonts: boolean[] = [];
  let isCellStyle = false;
  readXml(bytes, {
    open(name, attributes) {
      const id = attributeOf(attributes, "numFmtId") ?? "0";
      if (name === "font" && !isCellStyle) struckFonts.push(false);
      if (name === "strike" && struckFonts.length > 0) struckFonts[struckFonts.length - 1] = isOn(attributes);
      if (name === "fill" && !isCellStyle) fills.push("");
      if (name === "fgColor" && fills.length > 0) fills[fills.length - 1] = colourOf(attributes);
      if (name === "numFmt") own.set(id, attributeOf(attributes, "formatCode") ?? "");
      else if (name === "cellXfs") isCellStyle = true;
      else if (name === "xf" && isCellStyle) {
        const isStruck = struckFonts[Number(attributeOf(attributes, "fontId") ?? 0)] === true;
        const fill = fills[Number(attributeOf(attributes, "fillId") ?? 0)] ?? "";
        styles.push({ code: own.get(id) ?? builtInCode(Number(id)), isStruck, fill });
      }
    },
    close(name) {
      if (name === "cellXfs") isCellStyle = false;
    },
    isEnough: () => styles.length > maxStyles || struckFonts.length + fills.length > maxStyles || own.size > maxStyles,
  });
  const formatOf = createNumberFormats();
  const formatOfStyle = (index: number) => formatOf(styles[index]?.code ?? "");
  return {
    number: (index: number, value: number) => formatOfStyle(index).number(value, dates),
    text: (index: number, text: string) => formatOfStyle(index).text(text),
    /** Whether what the cell shows is struck through. */
    isStruck: (index: number) => styles[index]?.isStruck === true,
    /** The colour that fills the cell, in a word. Empty for white and where nothing fills it. */
    fill: (index: number) => styles[index]?.fill ?? "",
  };
}

const hues = ["red", "orange", "yellow", "green", "green", "green", "cyan", "blue", "blue", "purple", "pink", "red"];

/** The word for a colour (ECMA-376 part 1, 18.8.19). Those of the workbook's theme have none. */
function colourOf(attributes: XmlAttributes): string {
  const [, hex = ""] = /^[0-9A-F]{2}([0-9A-F]{6})$/i.exec(attributeOf(attributes, "rgb") ?? "") ?? [];
  // The first of a theme is that of the paper.
  if (hex === "") return Number(attributeOf(attributes, "theme") ?? 0) > 0 ? "filled" : "";
  const [red = 0, green = 0, blue = 0] = hex.match(/../g)?.map((part) => Number.parseInt(part, 16)) ?? [];
  const [most, least] = [Math.max(red, green, blue), Math.min(red, green, blue)];
  if (least > 0xf0) return "";
  if (most - least < 0x18) return most < 0x40 ? "black" : "grey";
  const turn =
    most === red
      ? (green - blue) / (most - least)
      : most === green
        ? 2 + (blue - red) / (most - least)
        : 4 + (red - green) / (most - least);
  return hues[Math.round(((turn + 6) % 6) * 2) % 12] ?? "";
}

/**
 * The code of a built-in format (ECMA-376 part 1, 18.8.30). Some have the currency of the reader's country, which the
 * workbook doesn't tell, so they are without.
 */
function builtInCode(id: number): string {
  return Number.isInteger(id) && id >= 0 && id <= lastBuiltIn ? getFormatFromId(id).replaceAll("$", "") : "";
}
