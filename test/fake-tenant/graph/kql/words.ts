const wordPattern = /[\p{L}\p{N}_]+/gu;
const cjkPattern = /[\u3040-\u30ff\u3400-\u9fff\uff66-\uff9f\uac00-\ud7af]/;

/** A text as a search index sees it: its words in lower case, a space before each and one at the end. */
export function indexText(text: string): string {
  return ` ${(text.normalize("NFKC").toLowerCase().match(wordPattern) ?? []).join(" ")} `;
}

/** Whether an indexed text holds a query's words in a row; the last word may be a beginning only. */
export function hasWords(indexed: string, query: string, lastIsPrefix: boolean): boolean {
  const words = indexText(query).trim();
  if (words === "") return false;
  if (cjkPattern.test(words)) return words.split(" ").every((word) => indexed.includes(word));
  return indexed.includes(lastIsPrefix ? ` ${words}` : ` ${words} `);
}
