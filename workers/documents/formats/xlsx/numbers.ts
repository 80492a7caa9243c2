import { getFormatFromId } from "numfmt";
import { createNumberFormats, type DateSystem } from "#workers/documents/ooxml/number-formats.ts";
import { attributeOf, isOn, readXml } from "#workers/documents/ooxml/xml-events.ts";

/** Writes the values of cells by the index of the cell's style. */
export interface CellWriter {
  number(styleIndex: number, value: number): string;
  text(styleIndex: number, text: string): string;
  /** Whether what the cell shows is struck through. */
  isStruck(styleIndex: number): boolean;
}

const maxStyles = 20_000;
const lastBuiltIn = 58;

/**
 * The number formats of a workbook. Numbers are exact, not rounded as in their column, with their currency or unit;
 * dates and times are in ISO 8601.
 */
export function readNumberFormats(bytes: Uint8Array | undefined, dates: DateSystem): CellWriter {
  const own = new Map<string, string>();
  const styles: { code: string; isStruck: boolean }[] = [];
  const struckFonts: boolean[] = [];
  let isCellStyle = false;
  if (bytes) {
    readXml(bytes, {
      open(name, attributes) {
        const id = attributeOf(attributes, "numFmtId") ?? "0";
        if (name === "font" && !isCellStyle) struckFonts.push(false);
        if (name === "strike" && struckFonts.length > 0) struckFonts[struckFonts.length - 1] = isOn(attributes);
        if (name === "numFmt") own.set(id, attributeOf(attributes, "formatCode") ?? "");
        else if (name === "cellXfs") isCellStyle = true;
        else if (name === "xf" && isCellStyle) {
          const isStruck = struckFonts[Number(attributeOf(attributes, "fontId") ?? 0)] === true;
          styles.push({ code: own.get(id) ?? builtInCode(Number(id)), isStruck });
        }
        return undefined;
      },
      close(name) {
        if (name === "cellXfs") isCellStyle = false;
      },
      isEnough: () => styles.length > maxStyles || struckFonts.length > maxStyles || own.size > maxStyles,
    });
  }
  const formatOf = createNumberFormats();
  const formatOfStyle = (index: number) => formatOf(styles[index]?.code ?? "");
  return {
    number: (index, value) => formatOfStyle(index).number(value, dates),
    text: (index, text) => formatOfStyle(index).text(text),
    isStruck: (index) => styles[index]?.isStruck === true,
  };
}

/**
 * The code of a built-in format (ECMA-376 part 1, 18.8.30). Some have the currency of the reader's country, which the
 * workbook doesn't tell, so they are without.
 */
function builtInCode(id: number): string {
  return Number.isInteger(id) && id >= 0 && id <= lastBuiltIn ? getFormatFromId(id).replaceAll("$", "") : "";
}
