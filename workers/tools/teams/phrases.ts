import { wordsOf } from "#workers/tools/query/kql.ts";
import { foldText } from "#workers/tools/text/fold-text.ts";

declare const ofPhrases: unique symbol;
/** A text as phrases are looked for in it: its words, each after one space. */
export type PhraseText = string & { readonly [ofPhrases]: true };

/** Splits a text into words without accents: once, however many phrases it is searched for. */
export const phraseText = (text: string): PhraseText => ` ${foldedWords(text)}` as PhraseText;

const foldedWords = (text: string) => wordsOf(foldText(text)).join(" ");

/**
 * Whether a text contains these words in order, whatever their accents. The last one may be a prefix. Ideographs match
 * anywhere in a word. The phrase is prepared once, however many texts are searched for it.
 */
export function phraseTest(phrase: string): (text: PhraseText) => boolean {
  const words = foldedWords(phrase);
  if (words === "") return () => true;
  const isUnspaced = /^[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}]/u.test(words);
  const sought = isUnspaced ? words : ` ${words}`;
  return (text) => text.includes(sought);
}
