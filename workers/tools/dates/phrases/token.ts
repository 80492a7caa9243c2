import type { Meaning } from "./language.ts";

/** A part of a text: what a word means, a number, a date or a time in digits. */
export type Token =
  | { is: "meaning"; meaning: Meaning }
  /** `isWord`: it is not written in digits. `isNamed`: it is an ordinal, or after an article. */
  | { is: "number"; value: number; isOrdinal: boolean; isWord?: boolean; isNamed?: boolean }
  /** An absent year is to be guessed. Two numbers without order are the parts of a date that may mean two. */
  | { is: "date"; year?: number; month: number; day?: number }
  | { is: "unclear-date" }
  /** `isOfHalfDay`: it is in the morning or afternoon, as it says; `isBare`: it may be in either. */
  | { is: "time"; hour: number; minute: number; isOfHalfDay?: boolean; isBare?: boolean };

export type NumberToken = Extract<Token, { is: "number" }>;

/** A number in digits or in words. Undefined for another token. */
export function asNumber(token: Token): NumberToken | undefined {
  if (token.is === "number") return token;
  if (token.is !== "meaning") return undefined;
  const [name, value] = token.meaning.split(" ");
  if (name !== "number" && name !== "ordinal") return undefined;
  return { is: "number", value: Number(value), isOrdinal: name === "ordinal", isWord: true };
}

export function isMeaning(token: Token | undefined, meaning: Meaning): boolean {
  return token?.is === "meaning" && token.meaning === meaning;
}

export function says(token: Token | undefined, meanings: RegExp): boolean {
  return token?.is === "meaning" && meanings.test(token.meaning);
}
