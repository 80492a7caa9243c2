import { LRUCache } from "lru-cache";

const wordPattern = /[\p{L}\p{N}_]+/gu;
const cjkPattern = /[\u3040-\u30ff\u3400-\u9fff\uff66-\uff9f\uac00-\ud7af]/;
/** Japanese and its neighbours put no spaces between words; word breakers split them by a dictionary. */
const wordBreaker = new Intl.Segmenter("ja", { granularity: "word" });

/** Each text is looked through by many searches. */
const indexed = new LRUCache<string, string>({
  maxSize: 20_000_000,
  sizeCalculation: (made, text) => made.length + text.length,
  memoMethod: (text) =>
    ` ${(text.normalize("NFKC").toLowerCase().match(wordPattern) ?? []).flatMap(brokenWords).join(" ")} `,
});

/**
 * A text as a search index sees it: its words in lower case, a space before each and one at the end.
 * `本店営業部` is three words, 本店, 営業 and 部, of which no other part is found, as in Exchange.
 */
export function indexText(text: string): string {
  return indexed.memo(text);
}

function brokenWords(word: string): string[] {
  return cjkPattern.test(word) ? Array.from(wordBreaker.segment(word), ({ segment }) => segment) : [word];
}

/**
 * A test of indexed texts for a query's words in a row; the last word may be a beginning only. Without words it never
 * matches.
 */
export function wordMatcher(query: string, lastIsPrefix: boolean): (indexedText: string) => boolean {
  const words = indexText(query).trim();
  if (words === "") return () => false;
  const wanted = lastIsPrefix ? ` ${words}` : ` ${words} `;
  return (text) => text.includes(wanted);
}
