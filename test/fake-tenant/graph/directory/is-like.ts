import type { Address } from "#test/fake-tenant/data/mail-types.ts";

const wordsOf = (text: string): string[] =>
  text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);

/** Whether a word begins with the other, but for one letter that is wrong, missing or too much in a long one. */
function begins(word: string, begin: string): boolean {
  if (word.startsWith(begin)) return true;
  if (begin.length < 4) return false;
  return [...begin].some((_letter, at) => {
    const [before, after] = [begin.slice(0, at), begin.slice(at + 1)];
    return [word.slice(at + 1), word.slice(at)].some((rest) => word.startsWith(before) && rest.startsWith(after));
  });
}

/** Whether each word of a search begins a word of the name or address, spelling mistakes allowed for. */
export function isLike(search: string, { name, address }: Address): boolean {
  const words = wordsOf(`${name} ${address}`);
  return wordsOf(search).every((begin) => words.some((word) => begins(word, begin)));
}
