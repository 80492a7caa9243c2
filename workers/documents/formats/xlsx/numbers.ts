import { getFormatFromId } from "numfmt";
import { createNumberFormats, type DateSystem } from "#workers/documents/ooxml/number-formats.ts";
import { attributeOf, isOn, readXml, type XmlAttributes } from "#workers/documents/ooxml/xml-events.ts";

/** Writes the values of cells by the index of the cell's style. */
export type CellWriter = ReturnType<typeof readNumberFormats>;

const maxStyles = 20_000;
const lastBuiltIn = 58;

/**
 * The number formats of a workbook. Numbers are exact, not rounded as in their column, with their currency or unit;
 * dates and times are in ISO 8601.
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
