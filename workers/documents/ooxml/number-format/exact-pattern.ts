import { type Token, type TokenType, tokenize } from "numfmt";

/** "time" is a time of day, "elapsed" a duration that may exceed 24 hours. */
export type Meaning = "number" | "date" | "time" | "date and time" | "elapsed";

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

const types = (names: string) => new Set<TokenType>(names.split(" ") as TokenType[]);
const digits = types("HASH ZERO QMARK GROUP POINT");
/** What is neither digit nor text, but tells how a number is written. */
const kept = types("SCALE PERCENT TEXT CONDITION SLASH DIGIT");
/** Colours, repeated characters, other numerals. */
const dropped = types("COLOR FILL MODIFIER DBNUM NATNUM CALENDAR");

/**
 * Reads a number format code (ECMA-376 part 1, 18.8.31). Its pattern writes what people see around a number (currency,
 * unit, `%`) and its scale, but the number with all its digits, without thousands separators, and with a decimal point
 * in every language. Negative numbers lose their parentheses.
 */
export function exactPattern(code: string): ExactPattern {
  const tokens = tokenize(code);
  const sections = splitSections(tokens);
  const meaning = sections.map(meaningOf).find((one) => one !== "number") ?? "number";
  const isForTexts = sections.length > 3 || tokens.some(({ type }) => type === "TEXT");
  const hasFractions = sections.some(isFraction);
  const isUnknown = tokens.some(({ type }) => type === "EXP" || type === "ERROR");
  if (meaning !== "number" || isUnknown) return { meaning, hasFractions, isForTexts };
  const hasConditions = tokens.some(({ type }) => type === "CONDITION");
  const written = sections.map((section, at) => exactSection(section, { isNegative: at === 1 && !hasConditions }));
  // In accounting formats a dash stands for zero.
  if (!hasConditions && isDash(sections[2], sections[0])) written[2] = written[0] ?? "";
  const isPlain = written.slice(0, 3).every((one) => one.replaceAll('" "', "") === exactDigits || one === "@");
  return { meaning, pattern: isPlain ? undefined : written.join(";"), hasFractions, isForTexts };
}

function splitSections(tokens: readonly Token[]): Token[][] {
  const sections: Token[][] = [[]];
  for (const token of tokens) {
    if (token.type === "BREAK") sections.push([]);
    else sections.at(-1)?.push(token);
  }
  return sections.map(withoutSpaces);
}

/** Without the spaces that separate thousands in some languages, as in `# ##0`. */
function withoutSpaces(section: readonly Token[]): Token[] {
  return section.filter(
    ({ value }, at) => !(/^[ \u00a0\u202f'’]$/.test(value) && isHash(section[at - 1]) && isHash(section[at + 1])),
  );
}

const isHash = (token: Token | undefined) => token?.type === "HASH";

/** A section is for dates if it has their letters, and no digits before them: in `0 days` they are only a word. */
function meaningOf(section: readonly Token[]): Meaning {
  const firstDigit = section.findIndex(({ type }) => type === "ZERO" || type === "HASH" || type === "QMARK");
  const letters = section
    .slice(0, firstDigit === -1 ? undefined : firstDigit)
    .filter(({ type }) => type === "DATETIME")
    .map(({ value }) => value.charAt(0).toLowerCase())
    .join("");
  const isElapsed = section.some(({ type }) => type === "DURATION");
  const hasTime = /[hs]/.test(letters);
  // Beside hours or seconds, "m" means minutes.
  if (/[dye]/.test(letters) || (!hasTime && !isElapsed && letters.includes("m"))) {
    return hasTime ? "date and time" : "date";
  }
  if (isElapsed) return "elapsed";
  return hasTime ? "time" : "number";
}

function isFraction(section: readonly Token[]): boolean {
  return section.some(({ type }) => type === "SLASH");
}

/** Whether a dash stands in the place of the digits. */
function isDash(section: readonly Token[] | undefined, positive: readonly Token[] | undefined): boolean {
  const beside = wordsOf(section);
  return /[-–—]/.test(beside) && beside.replace(/[-–—]/g, "") === wordsOf(positive);
}

function wordsOf(section: readonly Token[] = []): string {
  const words = section.filter(({ type }) => !digits.has(type) && !dropped.has(type) && type !== "SKIP");
  return words.map((token) => literalText(token).trim()).join("");
}

function exactSection(section: readonly Token[], { isNegative }: { isNegative: boolean }): string {
  const places = section.flatMap(({ type }, at) => (digits.has(type) ? [at] : []));
  const [first = -1] = places;
  const isOneNumber = (places.at(-1) ?? -1) - first === places.length - 1;
  // The digits of fractions and codes, such as `000-00-0000`, have their places.
  const isFixed = !isOneNumber || isFraction(section);
  const zeros = section.slice(0, section.findIndex(({ type }) => type === "POINT") + 1 || undefined).filter(isZero);
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

const isZero = ({ type }: Token) => type === "ZERO";

function literal(token: Token, { isNegative }: { isNegative: boolean }): string {
  if (token.type === "SKIP") return '" "';
  const text = literalText(token);
  const shown = isNegative && token.type !== "STRING" ? text.replace(/^[()]$/, "") : text;
  return shown.includes('"') ? '\\"' : shown === "" ? "" : `"${shown}"`;
}

/** Of a currency with its language, such as `[$€-407]`, the language would choose the decimal sign. */
function literalText({ type, value }: Token): string {
  return type === "LOCALE" ? value.replace(/-[^-]*$/, "") : value;
}
