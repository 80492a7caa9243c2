import { columnOf } from "#workers/documents/ooxml/column-letters.ts";
import type { OfficePackage } from "#workers/documents/ooxml/ooxml-package.ts";
import { attributeOf, readXml } from "#workers/documents/ooxml/xml-events.ts";
import { unlessRefused } from "#workers/documents/refusals.ts";

/** Where a list, which Excel calls a table, stands on a sheet: its first column, from 0, and its rows, from 1. */
export interface ListRange {
  left: number;
  top: number;
  bottom: number;
}

/** People make some dozens on a sheet, with some hundred columns. */
const maxLists = 100;
const maxListBytes = 500_000;

/** The lists of a sheet, at most the first 100. Damaged ones are left out, since they only tell cells apart. */
export function listRanges(workbook: OfficePackage, parts: readonly string[]): ListRange[] {
  return parts
    .slice(0, maxLists)
    .map((part) => rangeIn(workbook, part))
    .filter((range) => range !== undefined);
}

function rangeIn(workbook: OfficePackage, part: string): ListRange | undefined {
  let range: ListRange | undefined;
  unlessRefused(() =>
    readXml(workbook.read(part, maxListBytes) ?? new Uint8Array(), {
      open(name, attributes) {
        if (name === "table") range ??= rangeOf(attributeOf(attributes, "ref") ?? "");
        return "skip";
      },
    }),
  );
  return range;
}

/** The range of an address such as `B2:D9`. */
function rangeOf(address: string): ListRange | undefined {
  const [, top = "", bottom = top] = /^[A-Z]{1,3}(\d{1,7})(?::[A-Z]{1,3}(\d{1,7}))?$/i.exec(address) ?? [];
  const left = columnOf(address);
  return left === undefined || top === "" ? undefined : { left, top: Number(top), bottom: Number(bottom) };
}
