import type { Token, TokenType } from "numfmt";
import { hasToken, type Meaning, meaningOf, type Section, sectionsOf } from "./format-sections.ts";

/** A format code, as far as it matters for a text. */
export interface ExactPattern {
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
export function exactPattern(code: string): ExactPattern {
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
  // In accounting formats a dash stands for zero.
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

/** Of a currency with its language, such as `[$€-407]`, the language would choose the decimal sign. */
function literalText({ type, value }: Token): string {
  return type === "LOCALE" ? (value.split("-")[0] ?? "") : value;
}
