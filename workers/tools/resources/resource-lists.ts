import { z } from "zod";
import { ToolError } from "#common/errors.ts";
import { sizeOf } from "#workers/text/text-window.ts";
import { hashOf } from "#workers/tools/paging/search-cursor.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import type { ResourcePart } from "./resource-content.ts";

/** Place where a reading goes on, as its cursor holds it. */
export const readingPlaceSchema = z.object({
  uri: z.string(),
  /** The link that led to the uri: the reading goes on with either. */
  link: z.string().optional(),
  /** The offset at which the text continues. */
  at: z.number().int().positive().optional(),
  /** The position at which a list continues. */
  position: z.string().optional(),
  startPage: z.number().optional(),
  endPage: z.number().optional(),
  /** The page that has that offset, and where it begins, where that is known. */
  page: z.object({ number: z.number().int().positive(), from: z.number().int().nonnegative() }).optional(),
  /** How much was shown of the page of the list at `position`. */
  listed: z.object({ count: z.number().int().nonnegative(), last: z.string() }).optional(),
  version: z.string().optional(),
  /** The words of which more passages follow. */
  find: z.string().optional(),
});
export type ReadingPlace = z.output<typeof readingPlaceSchema>;

/** Place where to start: the cursor's position, or the beginning. */
export function placeOf(
  { cursor: text, startPage, endPage }: { cursor?: string | undefined } & ResourcePart,
  uri: string,
  context: Pick<ToolContext, "cursor">,
): ReadingPlace {
  if (text === undefined) return { uri, startPage, endPage };
  const cursor = context.cursor.open(text, readingPlaceSchema);
  if (cursor.uri !== uri && cursor.link !== uri) {
    throw new ToolError(
      "invalid_input",
      `cursor: it belongs to ${cursor.uri}. Pass it with that uri, or leave it out.`,
    );
  }
  if ((startPage ?? cursor.startPage) !== cursor.startPage || (endPage ?? cursor.endPage) !== cursor.endPage) {
    throw new ToolError(
      "invalid_input",
      "cursor: it goes on with other pages. Leave startPage and endPage out, or leave cursor out.",
    );
  }
  return cursor;
}

/** The members with what is in a resource, in the order in which they are shown. */
const listNames = "folders messages children notebooks sections groups pages replies attended rows".split(" ");

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

/** A part of a page of lists: `shown` are its elements, `place` tells how much was shown of the page with it. */
export type ListedPart = NonNullable<ReturnType<typeof listsWithin>>;

/**
 * The elements of a page of lists from a place on, as many as there is room for and one at least. A page is read again
 * for its rest: what was shown last tells where that begins, wherever it is now; else its number does. Undefined where
 * nothing is listed.
 */
export function listsWithin(lists: Lists, { from, room }: { from: ReadingPlace["listed"]; room: number }) {
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

/** Key by which an element is known when its page is read again. */
function keyOf(element: unknown): string {
  const { uri, id } = keySchema.safeParse(element).data ?? {};
  return uri ?? id ?? JSON.stringify(element) ?? "";
}
