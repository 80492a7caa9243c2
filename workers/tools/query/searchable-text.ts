import { normalised } from "#common/text.ts";
import { createTextTurns } from "#workers/text/text-turns.ts";

/** One letter can stand for eighteen. Of many such letters only so much is kept; no text of people grows so far. */
const mostFolded = (characters: number) => 4 * characters + 1_000;

/** Normalises a text, so that texts which differ only in case, accents, width or spaces become equal. */
export function foldText(text: string): string {
  const decomposed = normalised(text, "NFKD").slice(0, mostFolded(text.length));
  const withoutAccents = decomposed.replace(/[\u0300-\u036f]/g, "");
  return normalised(withoutAccents, "NFKC").toLowerCase().replace(/\s+/g, " ").trim();
}

/** Scripts without spaces between words. */
const unspaced = /^[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]/u;

declare const searchable: unique symbol;
/** A text in which terms are looked for: normalised, with a mark before each word. */
export type SearchableText = string & { readonly [searchable]: true };

/** A control character, which is no part of any word. */
const mark = "\u0000";
/** A vowel sign, which many scripts of India have, is no end of a word. */
const firstOfWord = /(?<![\p{L}\p{M}\p{N}])[\p{L}\p{N}]/gu;
const markWords = (text: string) => text.replace(firstOfWord, `${mark}$&`);

/** Characters of a text that are searched, from its beginning: the names and addresses of a thousand attendees. */
const maxCharacters = 50_000;

/** Prepares a text once, however many terms are looked for in it. */
export function searchableText(text: string): SearchableText {
  return markWords(foldText(text.slice(0, maxCharacters)).replaceAll(mark, " ")) as SearchableText;
}

/** Prepares the words of a text, normalised by `foldText`, for phrases: whatever stood between them is one space. */
export const searchableWords = (words: readonly string[]): SearchableText =>
  words.map((word) => mark + word).join(" ") as SearchableText;

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

interface Named {
  name: string | undefined;
}

/** Characters whose comparison takes as long as that of an empty name. */
const charactersOfName = 100;

/** The items that are named so; if there is none, those in whose names all words occur. All of them without a name. */
export async function itemsNamed<Item extends Named>(
  items: readonly Item[],
  wanted: string | undefined,
): Promise<readonly Item[]> {
  const { same, near } = await compared(items, wanted);
  return same.length > 0 ? same : near;
}

/** The items that are named so or in whose names all words occur, in their order. All of them without a name. */
export async function itemsLikeNamed<Item extends Named>(
  items: readonly Item[],
  wanted: string | undefined,
): Promise<readonly Item[]> {
  return (await compared(items, wanted)).near;
}

/** Items by name. Many hundreds may have long names, which others chose: each is prepared once for all words. */
async function compared<Item extends Named>(items: readonly Item[], wanted: string | undefined) {
  if (wanted === undefined) return { same: items, near: items };
  const takeTurn = createTextTurns();
  const folded = foldText(wanted);
  const tests = folded.split(" ").map(termTest);
  const same: Item[] = [];
  const near: Item[] = [];
  for (const item of items) {
    const { name = "" } = item;
    await takeTurn(charactersOfName + name.length);
    const isSame = foldText(name) === folded;
    const text = searchableText(name);
    if (isSame) same.push(item);
    if (isSame || tests.every((isIn) => isIn(text))) near.push(item);
  }
  return { same, near };
}
