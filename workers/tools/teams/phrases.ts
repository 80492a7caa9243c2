import { wordsOf } from "#workers/tools/query/kql.ts";

declare const ofPhrases: unique symbol;
/** A text as phrases are looked for in it: its words, each after one space. */
export type PhraseText = string & { readonly [ofPhrases]: true };

/** Splits a text into words: once, however many phrases it is searched for. */
export const phraseText = (text: string): PhraseText => ` ${wordsOf(text).join(" ")}` as PhraseText;

/**
 * Whether a text contains these words in order. The last one may be a prefix. Ideographs match anywhere in a word. The
 * phrase is prepared once, however many texts are searched for it.
 */
export function phraseTest(phrase: string): (text: PhraseText) => boolean {
  const words = wordsOf(phrase).join(" ");
  if (words === "") return () => true;
  const isUnspaced = /^[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}]/u.test(words);
  const sought = isUnspaced ? words : ` ${words}`;
  return (text) => text.includes(sought);
}
