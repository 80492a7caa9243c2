import type { CountedUnit, Mark, Meaning, Unit } from "./language.ts";
import type { Token } from "./token.ts";

/** A part of a phrase in which each number stands with its unit, if it has one. */
export type Said =
  | Token
  | { is: "count"; count: number; unit: CountedUnit }
  | { is: "marked"; mark: Mark; value: number }
  | { is: "index"; of: "quarter" | "half"; value: number };

type NumberToken = Extract<Token, { is: "number" }>;

function asNumber(token: Token): NumberToken | undefined {
  if (token.is === "number") return token;
  if (token.is !== "meaning") return undefined;
  const [name, value] = token.meaning.split(" ");
  if (name !== "number" && name !== "ordinal") return undefined;
  return { is: "number", value: Number(value), isOrdinal: name === "ordinal", isWord: true };
}

function isMeaning(token: Token | undefined, meaning: Meaning): boolean {
  return token?.is === "meaning" && token.meaning === meaning;
}

/** Joins each number with the unit after it, or after a word between them: "3 days", "7 derniers jours", 5日. */
export function joinNumbers(tokens: readonly Token[]): Said[] {
  const said: Said[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const [here, next, afterNext] = tokens.slice(at, at + 3);
    const number = here && asNumber(here);
    if (here === undefined || number === undefined) {
      if (here) said.push(here);
      continue;
    }
    const isBetween = next?.is === "meaning" && /^(?:which|near) /.test(next.meaning);
    const isHour = isMeaning(tokens[at - 1], "at") && isMeaning(next, "unit hour");
    const joined = isHour ? number : joinedTo(number, isBetween ? afterNext : next);
    if (joined === undefined) {
      said.push(number);
      continue;
    }
    if (isBetween) said.push(next);
    said.push(joined);
    at += isBetween ? 2 : 1;
  }
  return said;
}

function joinedTo({ value, isOrdinal }: NumberToken, token: Token | undefined): Said | undefined {
  if (token?.is !== "meaning") return undefined;
  const [name, named] = token.meaning.split(" ");
  if (name === "mark") return { is: "marked", mark: named as Mark, value };
  if (name !== "unit") return undefined;
  const unit = named as Unit;
  if (unit === "year" && value >= 1_000) return { is: "number", value, isOrdinal };
  if (isOrdinal) return unit === "quarter" || unit === "half" ? { is: "index", of: unit, value } : undefined;
  return unit === "fiscal" ? undefined : { is: "count", count: value, unit };
}
