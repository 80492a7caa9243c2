import { z } from "zod";
import { sizeOf } from "#workers/documents/text/text-size.ts";
import { hashOf } from "#workers/tools/paging/seen-hits.ts";
import type { ReadingPlace } from "./reading-place.ts";

/** The members with what is in a resource, in the order in which they are shown. */
const listNames = ["folders", "messages", "children", "notebooks", "sections", "groups", "pages", "replies"] as const;

type Lists = readonly (readonly [name: string, elements: readonly unknown[]])[];

/** What describes a resource, and apart from it what is in it. */
export function splitLists(whole: object): { details: Record<string, unknown>; lists: Lists } {
  const details: Record<string, unknown> = { ...whole };
  const lists: [string, unknown[]][] = [];
  for (const name of listNames) {
    const list = details[name];
    if (!Array.isArray(list) || list.length === 0) continue;
    lists.push([name, list]);
    delete details[name];
  }
  return { details, lists };
}

/** How many elements a page of lists has. */
export const countListed = (whole: object): number =>
  splitLists(whole).lists.reduce((count, [, elements]) => count + elements.length, 0);

/** A part of a page of lists. */
export interface ListedPart {
  lists: Record<string, unknown[]>;
  size: number;
  /** How many elements there are in this part. */
  shown: number;
  /** How much was shown of the page, with this part. */
  place: NonNullable<ReadingPlace["listed"]>;
  isCut: boolean;
}

/**
 * The elements of a page of lists from a place on, as many as there is room for and one at least. A page is read again
 * for its rest: what was shown last tells where that begins, wherever it is now; else its number does. Undefined where
 * nothing is listed.
 */
export function listsWithin(
  lists: Lists,
  { from, room }: { from: ReadingPlace["listed"]; room: number },
): ListedPart | undefined {
  const all = lists.flatMap(([name, elements]) => elements.map((element) => ({ name, element })));
  if (all.length === 0) return undefined;
  const start = from === undefined ? 0 : startAfter(from, all);
  let size = 0;
  let end = start;
  for (const { element } of all.slice(start)) {
    const taken = sizeOf(`${JSON.stringify(element)}\n`);
    if (end > start && size + taken > room) break;
    size += taken;
    end += 1;
  }
  const part: Record<string, unknown[]> = {};
  for (const { name, element } of all.slice(start, end)) part[name] = [...(part[name] ?? []), element];
  return {
    lists: part,
    size,
    shown: end - start,
    place: { count: end, last: hashOf(keyOf(all[end - 1]?.element)) },
    isCut: end < all.length,
  };
}

function startAfter(
  { count, last }: NonNullable<ReadingPlace["listed"]>,
  all: readonly { element: unknown }[],
): number {
  const known = all.findLastIndex(({ element }) => hashOf(keyOf(element)) === last);
  return known === -1 ? Math.min(count, all.length) : known + 1;
}

const keySchema = z.object({ uri: z.string().optional(), id: z.string().optional() });

/** By what an element is known when its page is read again. */
function keyOf(element: unknown): string {
  const { uri, id } = keySchema.safeParse(element).data ?? {};
  return uri ?? id ?? JSON.stringify(element) ?? "";
}
