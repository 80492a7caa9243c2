import { addLocale, format, type Token, type TokenType, tokenize } from "numfmt";

/** Excel allows about 250. */
const maxFormats = 400;

/** The formats of one document by their codes, made when they are needed. Beyond 400, numbers are plain. */
export function createNumberFormats(): (code: string) => NumberFormat {
  const formats = new Map<string, NumberFormat>([["", plainFormat]]);
  return (code) => {
    const known = formats.get(code);
    if (known || formats.size > maxFormats) return known ?? plainFormat;
    const made = numberFormat(code);
    formats.set(code, made);
    return made;
  };
}

/** Writes the numbers of a document's charts as a format code says, such as `0%`. Dates count from 1900. */
export function createFormattedWriter(): (value: number, formatCode: string) => string {
  const formatOf = createNumberFormats();
  return (value, formatCode) => formatOf(formatCode).number(value, { is1904: false });
}

/** Writes the values of cells as a format code says. */
interface NumberFormat {
  number(value: number, dates: DateSystem): string;
  /** A text with what stands beside it. Empty where the format doesn't show texts. */
  text(text: string): string;
}

/** Length that Excel keeps of a format code. */
const maxCodeCharacters = 255;
/** What stands around a number. More is no unit. */
const maxBesideCharacters = 100;

/** A decimal sign that no format code has as a character of its own. */
const decimalMark = "\uE000";
const textMark = "\uE001";
addLocale({ decimal: decimalMark }, "en-exact");

/** Format of numbers that have no other: exact, not rounded as in their column. */
export const plainFormat: NumberFormat = { number: exactNumber, text: (text) => text };

/**
 * The format of a code such as `#,##0.00 "€"`: the currency or unit beside the exact number, dates and times in
 * ISO 8601, texts with what stands beside them. That of numbers for a code that is broken, longer than 255 characters,
 * or that writes more than 100 characters beside a number.
 */
export function numberFormat(code: string): NumberFormat {
  if (code.length > maxCodeCharacters || code.includes(decimalMark) || code.includes(textMark)) return plainFormat;
  try {
    const exact = exactPattern(code);
    const { pattern } = exact;
    if (pattern !== undefined && written(pattern, 0).length > maxBesideCharacters) return plainFormat;
    return { number: numberWriter(exact), text: exact.isForTexts ? textWriter(code) : plainFormat.text };
  } catch {
    // The library throws for what Excel refuses.
    return plainFormat;
  }
}

function numberWriter({ meaning, pattern, hasFractions }: ExactPattern): NumberFormat["number"] {
  if (meaning !== "number") return (value, dates) => serialText(value, meaning, dates) ?? exactNumber(value);
  if (pattern === undefined) return exactNumber;
  return (value) => {
    const rounded = roundedNumber(value);
    const text = written(pattern, rounded);
    if (hasFractions && !isFractionOf(text, rounded)) return exactNumber(value);
    // A negative number that only a colour or parentheses tell has no other sign.
    const hasNoSign = value < 0 && /[1-9]/.test(text) && text === written(pattern, -rounded);
    return hasNoSign ? `-${text}` : text;
  };
}

/** A text with its prefix and suffix. */
function textWriter(code: string): NumberFormat["text"] {
  const [before = "", after] = format(code, textMark).split(textMark);
  if (after === undefined) return () => before.trim();
  if (before.length + after.length > maxBesideCharacters) return plainFormat.text;
  return (text) => `${before}${text}${after}`;
}

function written(pattern: string, value: number): string {
  return format(pattern, value, { locale: "en-exact" })
    .replace(/\uE000(?!\d)/g, "")
    .replaceAll(decimalMark, ".")
    .replace(/\s+/g, " ")
    .trim();
}

/** Whether a text with a fraction, such as `1 1/4`, tells the whole number. */
function isFractionOf(text: string, value: number): boolean {
  const [, whole = "0", over, under = "1"] =
    /(?:^|\s|-)(?:(\d{1,15}) )?(\d{1,15})(?: ?\/ ?(\d{1,15}))?/.exec(text) ?? [];
  return over !== undefined && Math.abs(Number(whole) + Number(over) / Number(under) - Math.abs(value)) < 1e-9;
}

/** What sums leave behind a number is longer than so many digits, of which the last are no one's. */
const noiseDigits = 6;

/**
 * Rounds to the 15 digits that Excel keeps, so that 0.1 + 0.2 is 0.3, and to 12 where the others are only what sums
 * leave: -670.499999999983 is -670.5 on every sheet.
 */
function roundedNumber(value: number): number {
  const [rounded, short] = [Number(value.toPrecision(15)), Number(value.toPrecision(12))];
  return !Number.isInteger(rounded) && `${short}`.length + noiseDigits <= `${rounded}`.length ? short : rounded;
}

function exactNumber(value: number): string {
  return String(roundedNumber(value));
}

/** A format code, as far as it matters for a text. */
interface ExactPattern {
  meaning: Meaning;
  /** A format code that writes all digits of a number. Undefined where nothing is written beside its digits. */
  pattern?: string | undefined;
  /** Whether a number may be written as a fraction, which may be less exact. */
  hasFractions: boolean;
  /** Whether the code says something of texts: what stands beside them, or that they aren't shown. */
  isForTexts: boolean;
}

/** Doubles have 15 to 17 digits, of which Excel keeps 15; the smallest numbers that people write have as many zeros. */
const allDecimals = `.${"#".repeat(30)}`;
const exactDigits = `0${allDecimals}`;

const digits = new Set<TokenType>(["HASH", "ZERO", "QMARK", "GROUP", "POINT"]);
/** What is neither digit nor text, but tells how a number is written. */
const kept = new Set<TokenType>(["SCALE", "PERCENT", "TEXT", "CONDITION", "SLASH", "DIGIT"]);
/** Colours, repeated characters, other numerals. */
const dropped = new Set<TokenType>(["COLOR", "FILL", "MODIFIER", "DBNUM", "NATNUM", "CALENDAR"]);

/**
 * Reads a number format code. Its pattern writes what people see around a number (currency, unit, `%`) and its scale,
 * but the number with all its digits, without thousands separators, and with a decimal point in every language.
 * Negative numbers lose their parentheses.
 */
function exactPattern(code: string): ExactPattern {
  const sections = sectionsOf(code);
  const has = (...types: readonly TokenType[]) => sections.some((section) => hasToken(section, ...types));
  const told: ExactPattern = {
    meaning: sections.map(meaningOf).find((one) => one !== "number") ?? "number",
    hasFractions: has("SLASH"),
    isForTexts: sections.length > 3 || has("TEXT"),
  };
  if (told.meaning !== "number" || has("EXP", "ERROR")) return told;
  const hasConditions = has("CONDITION");
  const written = sections.map((section, at) => exactSection(section, { isNegative: at === 1 && !hasConditions }));
  // A dash stands for zero in accounting formats.
  if (!hasConditions && isDash(sections[2], sections[0])) written[2] = written[0] ?? "";
  const isPlain = written.slice(0, 3).every((one) => one.replaceAll('" "', "") === exactDigits || one === "@");
  return { ...told, pattern: isPlain ? undefined : written.join(";") };
}

/** Whether a dash stands in the place of the digits. */
function isDash(section: Section | undefined, positive: Section | undefined): boolean {
  const beside = wordsOf(section);
  return /[-–—]/.test(beside) && beside.replace(/[-–—]/g, "") === wordsOf(positive);
}

function wordsOf(section: Section = []): string {
  const words = section.filter(({ type }) => !digits.has(type) && !dropped.has(type) && type !== "SKIP");
  return words.map((token) => literalText(token).trim()).join("");
}

function exactSection(section: Section, { isNegative }: { isNegative: boolean }): string {
  const places = section.flatMap(({ type }, at) => (digits.has(type) ? [at] : []));
  const [first = -1] = places;
  const isOneNumber = (places.at(-1) ?? -1) - first === places.length - 1;
  // The digits of fractions and codes, such as `000-00-0000`, have their places.
  const isFixed = !isOneNumber || hasToken(section, "SLASH");
  const point = section.findIndex(({ type }) => type === "POINT");
  const zeros = section.slice(0, point === -1 ? undefined : point).filter(({ type }) => type === "ZERO");
  return section
    .map((token, at) => {
      if (digits.has(token.type)) {
        if (isFixed) return token.raw;
        return at === first ? `${"0".repeat(Math.max(1, zeros.length))}${allDecimals}` : "";
      }
      if (token.type === "GENERAL") return exactDigits;
      if (kept.has(token.type)) return token.raw;
      return dropped.has(token.type) ? "" : literal(token, { isNegative });
    })
    .join("");
}

function literal(token: Token, { isNegative }: { isNegative: boolean }): string {
  if (token.type === "SKIP") return '" "';
  const text = literalText(token);
  const shown = isNegative && token.type !== "STRING" ? text.replace(/^[()]$/, "") : text;
  return shown.includes('"') ? '\\"' : shown === "" ? "" : `"${shown}"`;
}

/** Text of a token. The language of a currency, such as in `[$€-407]`, would choose the decimal sign. */
function literalText({ type, value }: Token): string {
  return type === "LOCALE" ? (value.split("-")[0] ?? "") : value;
}

/** "time" is a time of day, "elapsed" a duration that may exceed 24 hours. */
type Meaning = "number" | "date" | "time" | "date and time" | "elapsed";

/** A part of a format code: for positive and negative numbers, zero, texts, or numbers that meet a condition. */
type Section = readonly Token[];

const digitPlaces = new Set<TokenType>(["ZERO", "HASH", "QMARK"]);

/** The sections of a format code (ECMA-376 part 1, 18.8.31), which semicolons separate. */
function sectionsOf(code: string): Section[] {
  const sections: Token[][] = [[]];
  for (const token of tokenize(code)) {
    if (token.type === "BREAK") sections.push([]);
    else sections.at(-1)?.push(token);
  }
  // Spaces that separate thousands in some languages, as in `# ##0`, are dropped.
  const isSpace = ({ value }: Token, at: number, section: Section) =>
    /^[ \u00a0\u202f'’]$/.test(value) && section[at - 1]?.type === "HASH" && section[at + 1]?.type === "HASH";
  return sections.map((section) => section.filter((token, at) => !isSpace(token, at, section)));
}

function hasToken(section: Section, ...types: readonly TokenType[]): boolean {
  return section.some(({ type }) => types.includes(type));
}

/** A section is for dates if it has their letters, and no digits before them: in `0 days` they are only a word. */
function meaningOf(section: Section): Meaning {
  const firstDigit = section.findIndex(({ type }) => digitPlaces.has(type));
  const letters = section
    .slice(0, firstDigit === -1 ? undefined : firstDigit)
    .filter(({ type }) => type === "DATETIME")
    .map(({ value }) => value.charAt(0).toLowerCase())
    .join("");
  const isElapsed = hasToken(section, "DURATION");
  const hasTime = /[hs]/.test(letters);
  // Beside hours or seconds, "m" means minutes.
  if (/[dye]/.test(letters) || (!hasTime && !isElapsed && letters.includes("m"))) {
    return hasTime ? "date and time" : "date";
  }
  if (isElapsed) return "elapsed";
  return hasTime ? "time" : "number";
}

/** Excel's day 0 for dates from March 1900 on. Earlier dates are a day off, since Excel has a 29 February 1900. */
const epochMs = Date.UTC(1899, 11, 30);
const daysTo1904 = 1_462;
const lastSerial = 2_958_466;

/** How a workbook counts days. */
export interface DateSystem {
  is1904: boolean;
}

/**
 * A number of days as a date, time or duration, in ISO 8601, so that it is unambiguous. Undefined where Excel has no
 * such date.
 */
function serialText(value: number, meaning: Exclude<Meaning, "number">, { is1904 }: DateSystem): string | undefined {
  const isDuration = meaning === "elapsed" || (meaning === "time" && value < 1);
  const serial = is1904 && !isDuration ? value + daysTo1904 : value;
  if (serial < 0 || serial >= lastSerial) return undefined;
  if (meaning === "elapsed") return format("[hh]:mm:ss", serial);
  const shifted = serial > 0 && serial < 60 ? serial + 1 : serial;
  const [day = "", clock = ""] = new Date(epochMs + Math.round(shifted * 86_400) * 1_000).toISOString().split(/[T.]/);
  if (isDuration) return clock;
  // A cell that shows only the time of day may contain a date too, which would be lost.
  const hasTime = meaning !== "date" || serial % 1 !== 0;
  return hasTime ? `${day} ${clock}` : day;
}
