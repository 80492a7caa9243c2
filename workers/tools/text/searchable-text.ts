import { foldText } from "./fold-text.ts";

/** Scripts without spaces between words. */
const unspaced = /^[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;

declare const searchable: unique symbol;
/** A text in which terms are looked for: normalised, with a mark before each word. */
export type SearchableText = string & { readonly [searchable]: true };

/** A control character, which is no part of any word. */
const mark = "\u0000";
const firstOfWord = /(?<![\p{L}\p{N}])[\p{L}\p{N}]/gu;
const markWords = (text: string) => text.replace(firstOfWord, `${mark}$&`);

/** Of a longer text the beginning is searched: the names and addresses of a thousand attendees. */
const maxCharacters = 50_000;

/** Prepares a text once, however many terms are looked for in it. */
export function searchableText(text: string): SearchableText {
  return markWords(foldText(text.slice(0, maxCharacters)).replaceAll(mark, " ")) as SearchableText;
}

/**
 * Tells whether a word of a text starts with the term; in scripts without spaces, whether the term occurs. The mark
 * leaves that to one search of the text, which takes linear time: words that have the term inside can't slow it down.
 * @param term normalised by `foldText`
 */
export function termTest(term: string): (text: SearchableText) => boolean {
  const marked = markWords(term);
  const sought = unspaced.test(term) && marked.startsWith(mark) ? marked.slice(mark.length) : marked;
  return (text) => text.includes(sought);
}
