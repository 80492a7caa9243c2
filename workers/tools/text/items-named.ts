import { createTextTurns } from "#workers/documents/text/text-turns.ts";
import { foldText, searchableText, termTest } from "./searchable-text.ts";

interface Named {
  name: string | undefined;
}

/** To compare an empty name takes as long as so many characters. */
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

/** There may be many hundreds with long names, which others chose: each is prepared once for all words. */
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
