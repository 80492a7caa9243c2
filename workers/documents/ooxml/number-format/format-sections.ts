import { type Token, type TokenType, tokenize } from "numfmt";

/** "time" is a time of day, "elapsed" a duration that may exceed 24 hours. */
export type Meaning = "number" | "date" | "time" | "date and time" | "elapsed";

/** A part of a format code: for positive and negative numbers, zero, texts, or numbers that meet a condition. */
export type Section = readonly Token[];

const isHash = (token: Token | undefined) => token?.type === "HASH";
const digitPlaces = new Set<TokenType>(["ZERO", "HASH", "QMARK"]);

/** The sections of a format code (ECMA-376 part 1, 18.8.31), which semicolons separate. */
export function sectionsOf(code: string): Section[] {
  const sections: Token[][] = [[]];
  for (const token of tokenize(code)) {
    if (token.type === "BREAK") sections.push([]);
    else sections.at(-1)?.push(token);
  }
  return sections.map(withoutSpaces);
}

/** Without the spaces that separate thousands in some languages, as in `# ##0`. */
function withoutSpaces(section: Section): Section {
  return section.filter(
    ({ value }, at) => !(/^[ \u00a0\u202f'’]$/.test(value) && isHash(section[at - 1]) && isHash(section[at + 1])),
  );
}

export function hasToken(section: Section, ...types: readonly TokenType[]): boolean {
  return section.some(({ type }) => types.includes(type));
}

/** A section is for dates if it has their letters, and no digits before them: in `0 days` they are only a word. */
export function meaningOf(section: Section): Meaning {
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
