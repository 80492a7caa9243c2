import { z } from "zod";
import { ToolError } from "#common/errors.ts";
import { type ResourceField, resourceFields } from "#common/tools/schemas/results.ts";
import { answerLimits, sizeOf } from "#workers/text/text-window.ts";
import { hashOf } from "#workers/tools/paging/search-cursor.ts";
import { joinIncomplete, listedHere } from "#workers/tools/paging/short-answer.ts";
import { withoutEmpty } from "#workers/tools/shown-fields.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import type { ResourceContent, ResourcePart } from "./resource-content.ts";
import { resourceWindow } from "./resource-window.ts";

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
const countListed = (whole: object): number =>
  splitLists(whole).lists.reduce((count, [, elements]) => count + elements.length, 0);

/**
 * The elements of a page of lists from a place on, as many as there is room for and one at least. A page is read again
 * for its rest: what was shown last tells where that begins, wherever it is now; else its number does. `shown` are the
 * elements, `place` tells how much was shown of the page with them. Undefined where nothing is listed.
 */
function listsWithin(lists: Lists, { from, room }: { from: ReadingPlace["listed"]; room: number }) {
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

/** Size of what describes a resource. The rest of an answer is for what it says. */
const maxDetails = 18_000;

type Details = Readonly<Record<string, unknown>>;
const sizeOfJson = (value: unknown) => sizeOf(JSON.stringify(value));

/**
 * What describes a resource, in no more than a part of an answer: the longest lists lose their ends. Readers bound each
 * list and text already, but a thousand people with long names are too many together.
 */
function shortenedDetails(whole: Details): { details: Details; incomplete: string | undefined } {
  let details = whole;
  const cut = new Map<string, number>();
  while (sizeOfJson(details) > maxDetails) {
    const lists = Object.entries(details).filter((entry): entry is [string, unknown[]] => Array.isArray(entry[1]));
    const [longest] = lists.filter(([, list]) => list.length > 1).sort((a, b) => sizeOfJson(b[1]) - sizeOfJson(a[1]));
    if (longest === undefined) break;
    const [name, list] = longest;
    if (!cut.has(name)) cut.set(name, list.length);
    details = { ...details, [name]: list.slice(0, Math.floor(list.length * 0.8)) };
  }
  if (cut.size === 0) return { details, incomplete: undefined };
  const told = [...cut].map(([name, count]) => `${(details[name] as unknown[]).length} of ${count} ${name}`);
  return { details, incomplete: `There is room for ${told.join(", ")} only.` };
}

/** Size of what is not counted: marks in the text, the numbers of its characters, and what the answer leaves out. */
const spareSize = 1_500;
/** A window has some text, whatever else the answer has. */
const leastText = 1_000;

/** A resource as it was read, and what was asked for of it. */
interface Reading {
  content: ResourceContent;
  from: ReadingPlace;
  uri: string;
  kind: string;
  /** The longest cursor with which the reading may go on. */
  longestCursor: string;
}

/**
 * What one answer has of a resource, within `answerLimits`: what describes it, then the elements of its lists, then its
 * text. The text goes on first, where both do; then the page of the list; then the list.
 */
export function answerWithin({ content, from, uri, kind, longestCursor }: Reading) {
  const fields = detailsOf(content);
  // The first answer had them, and of what the list goes on in it had the text.
  const isTextAlone = from.at !== undefined;
  const text = isTextAlone || from.listed === undefined ? content.text : undefined;
  const { gaps = [], nextPosition } = content;
  const around = JSON.stringify([uri, kind, longestCursor, text?.writtenBy, text?.remark, joinIncomplete(gaps)]);
  const room = answerLimits.readBytes - spareSize - sizeOf(around);
  const described = isTextAlone ? undefined : describedWithin(fields, { from, room, isBesideText: text !== undefined });
  const left = Math.max(leastText, room - (described?.size ?? 0));
  const { body, next, nextPage, gap } = resourceWindow({ text }, from.at ?? 0, left);
  const listed = described?.listed;
  const isCut = listed === undefined ? isTextAlone && isListLeft(fields, from) : listed.isCut;
  const here = { at: next, page: nextPage, position: from.position, listed: listed?.place ?? from.listed };
  const atNextPage =
    nextPosition === undefined
      ? undefined
      : { at: undefined, page: undefined, position: nextPosition, listed: undefined };
  const isMoreListed = isCut || nextPosition !== undefined;
  return {
    answer: {
      uri,
      kind,
      ...described?.fields,
      ...withoutEmpty({
        body,
        incomplete: joinIncomplete([
          ...gaps,
          gap,
          described?.incomplete,
          isMoreListed && listedHere(listed?.shown ?? 0, content.listed ?? { things: "items" }),
        ]),
      }),
    },
    next: next !== undefined || isCut ? here : atNextPage,
  };
}

type Fields = Partial<Pick<ResourceContent, ResourceField>>;

function detailsOf(content: ResourceContent): Fields {
  return withoutEmpty(Object.fromEntries(resourceFields.map((name) => [name, content[name]])));
}

const isListLeft = (fields: Fields, { listed }: ReadingPlace) =>
  listed !== undefined && Object.values(fields).some((field) => listed.count < countListed(field));

/** The field with what there is room for: of a resource with a text, lists take half of it. */
function describedWithin(
  fields: Fields,
  { from, room, isBesideText }: { from: ReadingPlace; room: number; isBesideText: boolean },
) {
  const [[name, whole] = []] = Object.entries(fields);
  if (name === undefined || whole === undefined) {
    return { fields, size: 0, listed: undefined, incomplete: undefined };
  }
  const { details, lists } = splitLists(whole);
  const short = shortenedDetails(details);
  const size = sizeOf(JSON.stringify(short.details));
  const roomOfLists = isBesideText ? (room - size) / 2 : room - size;
  const listed = listsWithin(lists, { from: from.listed, room: roomOfLists });
  const shown: Fields = { [name]: { ...short.details, ...listed?.lists } };
  return {
    fields: shown,
    size: size + (listed?.size ?? 0),
    listed,
    incomplete: short.incomplete,
  };
}
