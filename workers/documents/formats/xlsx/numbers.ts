import { getFormatFromId } from "numfmt";
import { createNumberFormats } from "#workers/documents/ooxml/number-format/number-formats.ts";
import type { DateSystem } from "#workers/documents/ooxml/number-format/serial-date.ts";
import { attributeOf, readXml } from "#workers/documents/ooxml/xml-events.ts";

/** Writes the values of cells by the index of the cell's style. */
export interface CellWriter {
  number(styleIndex: number, value: number): string;
  text(styleIndex: number, text: string): string;
}

const maxStyles = 20_000;
const lastBuiltIn = 58;

/**
 * The number formats of a workbook. Numbers are exact, not rounded as in their column, with their currency or unit;
 * dates and times are in ISO 8601.
 */
export function readNumberFormats(bytes: Uint8Array | undefined, dates: DateSystem): CellWriter {
  const own = new Map<string, string>();
  const styles: string[] = [];
  let isCellStyle = false;
  if (bytes) {
    readXml(bytes, {
      open(name, attributes) {
        const id = attributeOf(attributes, "numFmtId") ?? "0";
        if (name === "numFmt") own.set(id, attributeOf(attributes, "formatCode") ?? "");
        else if (name === "cellXfs") isCellStyle = true;
        else if (name === "xf" && isCellStyle) styles.push(own.get(id) ?? builtInCode(Number(id)));
        return undefined;
      },
      close(name) {
        if (name === "cellXfs") isCellStyle = false;
      },
      isEnough: () => styles.length > maxStyles || own.size > maxStyles,
    });
  }
  const formatOf = createNumberFormats();
  const formatOfStyle = (index: number) => formatOf(styles[index] ?? "");
  return {
    number: (index, value) => formatOfStyle(index).number(value, dates),
    text: (index, text) => formatOfStyle(index).text(text),
  };
}

/**
 * The code of a built-in format (ECMA-376 part 1, 18.8.30). Some have the currency of the reader's country, which the
 * workbook doesn't tell, so they are without.
 */
function builtInCode(id: number): string {
  return Number.isInteger(id) && id >= 0 && id <= lastBuiltIn ? getFormatFromId(id).replaceAll("$", "") : "";
}
