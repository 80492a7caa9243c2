import { countTokens } from "gpt-tokenizer/encoding/o200k_base";

/** Tokens that a value takes in an answer, which a model reads as JSON. Counted with o200k. */
export function countedTokens(value: unknown): number {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return countTokens(text, { disallowedSpecial: new Set() });
}
