import { searchableText, termTest } from "#workers/tools/calendar/event-text.ts";
import { foldText } from "./fold-text.ts";

/** The items that are named so; if there is none, those in whose names all words occur. All of them without a name. */
export function itemsNamed<Item extends { name: string | undefined }>(
  items: readonly Item[],
  wanted: string | undefined,
): readonly Item[] {
  if (wanted === undefined) return items;
  const folded = foldText(wanted);
  const same = items.filter(({ name }) => foldText(name ?? "") === folded);
  if (same.length > 0) return same;
  const words = folded.split(" ").map(termTest);
  return items.filter(({ name }) => words.every((isIn) => isIn(searchableText(name ?? ""))));
}
