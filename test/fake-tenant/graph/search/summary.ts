const around = 60;

/** A hit's extract: the words found between `<c0>` and `</c0>`, `<ddd/>` where text was left out. */
export function markedSummary(text: string, words: readonly string[]): string {
  const plain = text.replace(/\s+/g, " ").trim();
  const at = firstPlace(plain, words);
  if (at < 0) return plain.length > 2 * around ? `${plain.slice(0, 2 * around)} <ddd/>` : plain;
  const from = Math.max(0, at - around);
  const to = Math.min(plain.length, at + 2 * around);
  const cut = marked(plain.slice(from, to), words);
  return `${from > 0 ? "<ddd/> " : ""}${cut}${to < plain.length ? " <ddd/>" : ""}`;
}

/** Outlook's and Teams' way: dots instead of marks at the ends. */
export function dottedSummary(text: string, words: readonly string[]): string {
  const plain = text.replace(/\s+/g, " ").trim();
  const at = firstPlace(plain, words);
  const from = Math.max(0, at - around);
  const to = Math.min(plain.length, Math.max(0, at) + 2 * around);
  return `${from > 0 ? "..." : ""}${marked(plain.slice(from, to), words)}${to < plain.length ? "..." : ""}`;
}

function firstPlace(text: string, words: readonly string[]): number {
  const lower = text.toLowerCase();
  const places = words.map((word) => lower.indexOf(word.toLowerCase())).filter((place) => place >= 0);
  return places.length === 0 ? -1 : Math.min(...places);
}

function marked(text: string, words: readonly string[]): string {
  const patterns = words
    .filter((word) => word.trim() !== "")
    .map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  if (patterns.length === 0) return text;
  return text.replace(new RegExp(patterns.join("|"), "gi"), (found) => `<c0>${found}</c0>`);
}
