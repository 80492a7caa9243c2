import type { XmlAttributes } from "#workers/documents/ooxml/xml-events.ts";
import signs from "./signs.json" with { type: "json" };

/** Ten digits, the signs for ten, hundred and thousand, and which ones of these stand without a one before them. */
interface Ideographs {
  digits: string;
  units: string;
  /** The units before which a one is left out: `all`, `ten` at the beginning, or `none`. */
  bare: string;
  /** Whether a zero stands where a unit is passed over, as in 一百〇一. */
  hasZero: boolean;
}

/** Undefined for numbers from 10,000 on. */
function countIn({ digits, units, bare, hasZero }: Ideographs): (count: number) => string | undefined {
  return (count) => {
    if (count >= 10_000) return undefined;
    let text = "";
    let isPassedOver = false;
    for (let power = 3; power >= 0; power -= 1) {
      const digit = Math.floor(count / 10 ** power) % 10;
      if (digit === 0) {
        isPassedOver = text !== "";
        continue;
      }
      const isBare = digit === 1 && (bare === "all" || (bare === "ten" && power === 1 && text === "")) && power > 0;
      text += `${isPassedOver && hasZero ? digits[0] : ""}${isBare ? "" : digits[digit]}${units[power - 1] ?? ""}`;
      isPassedOver = false;
    }
    return text;
  };
}

type Write = (count: number) => string | undefined;

/** Word goes on with aa, bb, cc after z, and begins again after 30 letters. */
function repeated(letters: string): Write {
  const all = [...letters];
  return (count) => {
    const at = (count - 1) % (all.length * 30);
    return all[at % all.length]?.repeat(Math.floor(at / all.length) + 1);
  };
}

function listed(text: string): Write {
  const all = [...text];
  return (count) => all[count - 1];
}

function digits(text: string): Write {
  const all = [...text];
  return (count) => String(count).replace(/\d/g, (digit) => all[Number(digit)] ?? "");
}

const romanSigns = Object.entries({
  ...{ m: 1_000, cm: 900, d: 500, cd: 400, c: 100, xc: 90, l: 50, xl: 40, x: 10, ix: 9, v: 5, iv: 4, i: 1 },
});

function roman(count: number): string {
  let left = count;
  let text = "";
  for (const [sign, value] of romanSigns) {
    text += sign.repeat(Math.floor(left / value));
    left %= value;
  }
  return text;
}

function ordinal(count: number): string {
  const isTeen = count % 100 > 10 && count % 100 < 14;
  return `${count}${(isTeen ? undefined : ["th", "st", "nd", "rd"][count % 10]) ?? "th"}`;
}

const written = <Signs>(all: Readonly<Record<string, Signs>>, write: (signs: Signs) => Write) =>
  Object.fromEntries(Object.entries(all).map(([format, signs]) => [format, write(signs)]));

/** Formats of numbers by their names (ECMA-376 part 1, 17.18.59). Undefined where they have no sign for a number. */
const formats: Readonly<Record<string, Write>> = {
  none: () => "",
  bullet: () => "",
  decimalZero: (count) => String(count).padStart(2, "0"),
  lowerRoman: roman,
  upperRoman: (count) => roman(count).toUpperCase(),
  ordinal,
  numberInDash: (count) => `- ${count} -`,
  hex: (count) => count.toString(16).toUpperCase(),
  ...written(signs.repeated, repeated),
  ...written(signs.listed, listed),
  ...written(signs.digits, digits),
  ...written(signs.ideographs, countIn),
};

/** A number of a list in its format, as Word writes it. Decimal in a format that is not known. */
export function writeCount(count: number, format: string): string {
  const [, zeros] = /^(0{1,9})1(?:,|$)/.exec(format) ?? [];
  if (zeros !== undefined) return String(count).padStart(zeros.length + 1, "0");
  const write = Object.hasOwn(formats, format) ? formats[format] : undefined;
  // Letters and signs have none for zero.
  return (count > 0 || format === "none" || format === "decimalZero" ? write?.(count) : undefined) ?? String(count);
}

/** How the paragraphs of a list are numbered (ECMA-376 part 1, 20.1.10.61), such as `arabicPeriod`. */
export interface AutoNumber {
  type: string;
  startAt: number;
}

/** The numbers of a shape's paragraphs so far, by their levels. */
export type AutoCounts = (readonly [number: AutoNumber, count: number] | undefined)[];

/** Formats by the beginnings of names; what follows says what stands around the number. All others are decimal. */
const autoFormats = {
  alphaLc: "lowerLetter",
  alphaUc: "upperLetter",
  romanLc: "lowerRoman",
  romanUc: "upperRoman",
  circleNum: "decimalEnclosedCircle",
  arabicDb: "decimalFullWidth",
  ea1Chs: "chineseCountingThousand",
  ea1Cht: "taiwaneseCountingThousand",
  ea1Jpn: "japaneseCounting",
} as const;

const maxStart = 32_767;

export function readAutoNumber({ type = "arabicPeriod", startAt = "1" }: XmlAttributes): AutoNumber {
  return { type, startAt: Math.min(Math.max(Number.parseInt(startAt, 10) || 1, 1), maxStart) };
}

/**
 * The number of a paragraph as PowerPoint shows it, such as `2.`. It counts on from the last one of its level that
 * was numbered alike, unless one of this or a higher level stands between without such a number. Empty without one.
 */
export function countUp(counts: AutoCounts, level: number, number: AutoNumber | undefined): string {
  counts.length = Math.min(counts.length, level + 1);
  const [last, count] = counts[level] ?? [];
  counts[level] = undefined;
  if (!number) return "";
  const isNext = last?.type === number.type && last.startAt === number.startAt;
  const now = isNext && count !== undefined ? count + 1 : number.startAt;
  counts[level] = [number, now];
  return autoNumberText(now, number.type);
}

function autoNumberText(count: number, type: string): string {
  const format = Object.entries(autoFormats).find(([name]) => type.startsWith(name))?.[1] ?? "decimal";
  const text = writeCount(count, format);
  if (type.endsWith("ParenBoth")) return `(${text})`;
  if (type.endsWith("ParenR")) return `${text})`;
  if (type.endsWith("Minus")) return `${text}-`;
  return type.endsWith("Plain") ? text : `${text}.`;
}
