import { wordsOf } from "#workers/tools/query/kql.ts";
import { foldText } from "#workers/tools/text/fold-text.ts";
import { type SearchableText, searchableWords, termTest } from "#workers/tools/text/searchable-text.ts";

const foldedWords = (text: string) => wordsOf(foldText(text));

/** Splits a text into words without accents: once, however many phrases it is searched for. */
export const phraseText = (text: string): SearchableText => searchableWords(foldedWords(text));

/**
 * Whether a text contains these words in order, whatever stands between them and whatever their accents. The last one
 * may be a prefix. The phrase is prepared once, however many texts are searched for it.
 */
export const phraseTest = (phrase: string): ((text: SearchableText) => boolean) =>
  termTest(foldedWords(phrase).join(" "));
