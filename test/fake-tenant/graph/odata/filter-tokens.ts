import { badRequest } from "#test/fake-tenant/graph/graph-refusal.ts";

export interface FilterToken {
  kind: "name" | "string" | "number" | "date" | "(" | ")" | "," | ":" | "end";
  text: string;
  at: number;
}

const patterns: readonly [FilterToken["kind"], RegExp][] = [
  ["date", /\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?(?![\w-])/y],
  ["number", /-?\d+(\.\d+)?(?![\w-])/y],
  ["string", /'(?:[^']|'')*'/y],
  ["name", /[A-Za-z_@][\w.]*(?:\/[A-Za-z_][\w.]*)*/y],
];

/** Splits an OData expression; refuses what is no OData, with the message that Graph's parser gives. */
export function filterTokens(text: string): FilterToken[] {
  const tokens: FilterToken[] = [];
  let at = 0;
  while (at < text.length) {
    const character = text.charAt(at);
    if (character === " ") {
      at += 1;
      continue;
    }
    if (character === "(" || character === ")" || character === "," || character === ":") {
      tokens.push({ kind: character, text: character, at });
      at += 1;
      continue;
    }
    const token = patternToken(text, at);
    tokens.push(token);
    at += token.text.length;
  }
  tokens.push({ kind: "end", text: "", at: text.length });
  return tokens;
}

function patternToken(text: string, at: number): FilterToken {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) return { kind, text: found, at };
  }
  if (text.charAt(at) === "'")
    throw badRequest(`There is an unterminated string literal at position ${at} in '${text}'.`);
  throw syntaxError(text.charAt(at), at, text);
}

export const syntaxError = (character: string, at: number, text: string) =>
  badRequest(`Syntax error: character '${character}' is not valid at position ${at} in '${text}'.`);
