import { lettersOf } from "#workers/documents/ooxml/column-letters.ts";
import { attributeOf, isTrue, type XmlAttributes } from "#workers/documents/ooxml/xml-events.ts";

/** What of a sheet is hidden; it is in the text as well. */
export interface HiddenCells {
  /** Takes a row that has cells. `row` are the attributes of its element. */
  takeRow(row: XmlAttributes, number: number): void;
  /** Takes an element that describes some columns. */
  takeColumns(attributes: XmlAttributes): void;
  /** A sentence for each. `columns` gives the numbers, from 0, of those that have cells. */
  inWords(columns: () => Iterable<number>): string;
}

type Range = [from: number, to: number];

const maxRanges = 1_000;
const maxNamed = 20;

const isHidden = (attributes: XmlAttributes) => isTrue(attributeOf(attributes, "hidden"));

export function findHiddenCells(): HiddenCells {
  const rows: Range[] = [];
  const hiddenColumns: Range[] = [];
  return {
    takeRow(row, number) {
      if (isHidden(row)) addTo(rows, number);
    },
    takeColumns(attributes) {
      const [from, to] = [Number(attributeOf(attributes, "min")), Number(attributeOf(attributes, "max"))];
      if (isHidden(attributes) && hiddenColumns.length < maxRanges) hiddenColumns.push([from - 1, to - 1]);
    },
    inWords(columns) {
      const hidden: Range[] = [];
      const filled = hiddenColumns.length === 0 ? [] : [...columns()];
      for (const column of filled.sort((a, b) => a - b)) {
        if (hiddenColumns.some(([from, to]) => from <= column && column <= to)) addTo(hidden, column);
      }
      return [sentence("rows", rows, String), sentence("columns", hidden, lettersOf)]
        .filter((one) => one !== "")
        .join(" ");
    },
  };
}

/** Numbers come in order. */
function addTo(ranges: Range[], number: number): void {
  const last = ranges.at(-1);
  if (last !== undefined && last[1] + 1 === number) last[1] = number;
  else if (ranges.length < maxRanges) ranges.push([number, number]);
}

function sentence(what: string, ranges: readonly Range[], nameOf: (number: number) => string): string {
  if (ranges.length === 0) return "";
  const named = ranges
    .slice(0, maxNamed)
    .map(([from, to]) => (from === to ? nameOf(from) : `${nameOf(from)}–${nameOf(to)}`));
  return `Hidden ${what}: ${named.join(", ")}${ranges.length > maxNamed ? " and more" : ""}.`;
}
