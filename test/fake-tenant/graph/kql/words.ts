const wordPattern = /[\p{L}\p{N}_]+/gu;
const cjkPattern = /[\u3040-\u30ff\u3400-\u9fff\uff66-\uff9f\uac00-\ud7af]/;

/** A text as a search index sees it: its words in lower case, a space before each and one at the end. */
export function indexText(text: string): string {
  return ` ${(text.normalize("NFKC").toLowerCase().match(wordPattern) ?? []).join(" ")} `;
}

/**
 * A test of indexed texts for a query's words in a row; the last word may be a beginning only. Without words it never
 * matches.
 */
export function wordMatcher(query: string, lastIsPrefix: boolean): (indexed: string) => boolean {
  const words = indexText(query).trim();
  if (words === "") return () => false;
  // Japanese and its neighbours put no spaces between words, so any stretch of a text counts.
  if (cjkPattern.test(words)) {
    const list = words.split(" ");
    return (indexed) => list.every((word) => indexed.includes(word));
  }
  const wanted = lastIsPrefix ? ` ${words}` : ` ${words} `;
  return (indexed) => indexed.includes(wanted);
}
