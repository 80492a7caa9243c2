import { type Incomplete, type ResourceField, resourceFields } from "#common/tools/schemas/results.ts";
import { answerLimits, sizeOf } from "#workers/text/text-window.ts";
import { joinIncomplete, listedHere } from "#workers/tools/paging/short-answer.ts";
import { withoutEmpty } from "#workers/tools/shown-fields.ts";
import type { ResourceContent } from "./resource-content.ts";
import { countListed, type ListedPart, listsWithin, type ReadingPlace, splitLists } from "./resource-lists.ts";
import { resourceWindow } from "./resource-window.ts";

/** Size of what describes a resource. The rest of an answer is for what it says. */
const maxDetails = 18_000;

type Details = Readonly<Record<string, unknown>>;
const sizeOfJson = (value: unknown) => sizeOf(JSON.stringify(value));

/**
 * What describes a resource, in no more than a part of an answer: the longest lists lose their ends. Readers bound each
 * list and text already, but a thousand people with long names are too many together.
 */
function shortenedDetails(whole: Details): { details: Details; incomplete: Incomplete | undefined } {
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
  return { details, incomplete: { reason: `There is room for ${told.join(", ")} only.` } };
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
  const around = JSON.stringify([uri, kind, longestCursor, text?.writtenBy, text?.remark, content.incomplete]);
  const room = answerLimits.readBytes - spareSize - sizeOf(around);
  const described = isTextAlone ? undefined : describedWithin(fields, { from, room, isBesideText: text !== undefined });
  const left = Math.max(leastText, room - (described?.size ?? 0));
  const { body, next, nextPage, incomplete } = resourceWindow({ ...content, text }, from.at ?? 0, left);
  const listed = described?.listed;
  const isCut = listed === undefined ? isTextAlone && isListLeft(fields, from) : listed.isCut;
  const { nextPosition } = content;
  const here = { at: next, page: nextPage, position: from.position, listed: listed?.place ?? from.listed };
  const atNextPage = { at: undefined, page: undefined, position: nextPosition, listed: undefined };
  const isMoreListed = isCut || nextPosition !== undefined;
  return {
    answer: {
      uri,
      kind,
      ...described?.fields,
      ...withoutEmpty({
        body,
        incomplete: joinIncomplete([
          incomplete,
          described?.incomplete,
          isMoreListed ? listedHere(listed?.shown ?? 0, content.listed ?? { things: "items" }) : undefined,
        ]),
      }),
    },
    next: next !== undefined || isCut ? here : nextPosition === undefined ? undefined : atNextPage,
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
): { fields: Fields; size: number; listed: ListedPart | undefined; incomplete: Incomplete | undefined } {
  const [[name, whole] = []] = Object.entries(fields);
  if (name === undefined || whole === undefined) {
    return { fields, size: 0, listed: undefined, incomplete: undefined };
  }
  const { details, lists } = splitLists(whole);
  const short = shortenedDetails(details);
  const size = sizeOf(JSON.stringify(short.details));
  const roomOfLists = isBesideText ? (room - size) / 2 : room - size;
  const listed = listsWithin(lists, { from: from.listed, room: roomOfLists });
  return {
    fields: { [name]: { ...short.details, ...listed?.lists } },
    size: size + (listed?.size ?? 0),
    listed,
    incomplete: short.incomplete,
  };
}
