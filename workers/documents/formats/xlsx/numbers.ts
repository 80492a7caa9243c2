import { attributeOf, readXml } from "#workers/documents/ooxml/xml-events.ts";

/** Formats a cell's number as text, by the index of the cell's style. */
export type NumberWriter = (styleIndex: number, value: number) => string;

/** "time" is a time of day, "elapsed" a duration that may exceed 24 hours. */
type Meaning = "number" | "percent" | "date" | "time" | "date and time" | "elapsed";

const maxFormats = 20_000;
const maxFormatCharacters = 500;
/** Excel's day 0 for dates from March 1900 on. Earlier dates are a day off, since Excel has a 29 February 1900. */
const epochMs = Date.UTC(1899, 11, 30);
const daysTo1904 = 1_462;
const lastSerial = 2_958_466;

/** Built-in formats that are not plain numbers (ECMA-376 part 1, 18.8.30), including those of Asian locales. */
const builtIn: readonly (readonly [from: number, to: number, Meaning])[] = [
  [9, 10, "percent"],
  [14, 17, "date"],
  [18, 21, "time"],
  [22, 22, "date and time"],
  [27, 31, "date"],
  [32, 35, "time"],
  [36, 36, "date"],
  [45, 45, "time"],
  [46, 46, "elapsed"],
  [47, 47, "time"],
  [50, 58, "date"],
];

/**
 * The number formats of a workbook. Numbers are exact, not rounded as in their column. Percentages have a sign, and
 * dates and times are in ISO 8601, so that they are unambiguous.
 */
export function readNumberFormats(bytes: Uint8Array | undefined, { is1904 }: { is1904: boolean }): NumberWriter {
  const own = new Map<string, Meaning>();
  const meanings: Meaning[] = [];
  let isCellStyle = false;
  if (bytes) {
    readXml(bytes, {
      open(name, attributes) {
        const id = attributeOf(attributes, "numFmtId") ?? "0";
        if (name === "numFmt") own.set(id, meaningOf(attributeOf(attributes, "formatCode") ?? ""));
        else if (name === "cellXfs") isCellStyle = true;
        else if (name === "xf" && isCellStyle) meanings.push(own.get(id) ?? builtInMeaning(Number(id)));
        return undefined;
      },
      close(name) {
        if (name === "cellXfs") isCellStyle = false;
      },
      isEnough: () => meanings.length > maxFormats || own.size > maxFormats,
    });
  }
  return (styleIndex, value) => writeNumber(value, meanings[styleIndex] ?? "number", is1904);
}

/** A number as a format code says, such as `0%`. Dates count from 1900. */
export function writeFormatted(value: number, formatCode: string): string {
  return writeNumber(value, meaningOf(formatCode), false);
}

function builtInMeaning(id: number): Meaning {
  return builtIn.find(([from, to]) => id >= from && id <= to)?.[2] ?? "number";
}

/** The meaning of a format code, by its letters outside quotes, escapes and brackets. `[h]` means elapsed hours. */
function meaningOf(code: string): Meaning {
  if (code.length > maxFormatCharacters) return "number";
  const [first = ""] = code.replace(/"[^"]*"|\\.|[_*]./g, "").split(";");
  const signs = first.replace(/\[(?!(?:h+|m+|s+)\])[^\]]*\]/gi, "").replace(/general|am\/pm|a\/p/gi, "");
  const hasTime = /[hs]/i.test(signs);
  const isElapsed = /\[(?:h+|m+|s+)\]/i.test(signs);
  // Beside hours or seconds, "m" means minutes.
  if (/[dy]/i.test(signs) || (!hasTime && !isElapsed && /m/i.test(signs))) return hasTime ? "date and time" : "date";
  if (isElapsed) return "elapsed";
  if (hasTime) return "time";
  return signs.includes("%") ? "percent" : "number";
}

function writeNumber(value: number, meaning: Meaning, is1904: boolean): string {
  if (meaning === "percent") return `${exact(value * 100)}%`;
  if (meaning === "number") return exact(value);
  const isDuration = meaning === "elapsed" || (meaning === "time" && value < 1);
  const serial = is1904 && !isDuration ? value + daysTo1904 : value;
  if (serial < 0 || serial >= lastSerial) return exact(value);
  if (meaning === "elapsed") return longTime(serial);
  const shifted = serial > 0 && serial < 60 ? serial + 1 : serial;
  const [day = "", clock = ""] = new Date(epochMs + Math.round(shifted * 86_400) * 1_000).toISOString().split(/[T.]/);
  if (isDuration) return clock;
  // A cell that shows only the time of day may contain a date too, which would be lost.
  const hasTime = meaning !== "date" || serial % 1 !== 0;
  return hasTime ? `${day} ${clock}` : day;
}

/** A duration in hours, minutes and seconds. */
function longTime(days: number): string {
  const seconds = Math.round(days * 86_400);
  const [minute, second] = [Math.floor(seconds / 60) % 60, seconds % 60];
  return [Math.floor(seconds / 3_600), minute, second].map((part) => String(part).padStart(2, "0")).join(":");
}

/** Rounds to the 15 digits that Excel keeps, so that 0.1 + 0.2 is 0.3. */
function exact(value: number): string {
  return String(Number(value.toPrecision(15)));
}
