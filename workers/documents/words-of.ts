import { normalised } from "#common/text.ts";

const address = /\b(?:https?:\/\/|mailto:)[^\s()<>]+/g;
const word = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]|[\p{L}\p{M}\p{N}]+/gu;

/**
 * Words and numbers in lower case, whatever the form of their letters, without URLs. In scripts without spaces each
 * character counts as a word.
 */
export function wordsOf(text: string): Set<string> {
  return new Set(normalised(text, "NFKC").toLowerCase().replace(address, " ").match(word));
}
