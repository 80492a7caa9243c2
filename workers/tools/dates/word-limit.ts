/** No date is known that is understood and has more words. */
const maxWords = 10;

/** How many words a text has. */
function wordsIn(text: string): number {
  return text.match(/\p{L}[\p{L}\p{M}]*/gu)?.length ?? 0;
}

/** That a text has too many words for a parser, as the end of a sentence that begins with the text. */
export function tooManyWords(text: string, most = maxWords): string | undefined {
  return wordsIn(text) > most ? `has more than ${most} words` : undefined;
}
