/** A text of at most `maxCharacters`, with a mark where it is cut. Doesn't split a surrogate pair. */
export function truncate(text: string, maxCharacters: number): string {
  return text.length <= maxCharacters
    ? text
    : `${text
        .slice(0, maxCharacters)
        .toWellFormed()
        .replace(/\ufffd$/, "")}…`;
}
