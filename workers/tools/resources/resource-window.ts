import type { Picture } from "#workers/documents/pictures/picture.ts";
import type { ExtractedText, TextSource } from "#workers/documents/text-source.ts";
import { maxTextCharacters } from "#workers/text/reading.ts";
import { beginningOf, fullWindow, sizeAt, sizeOf, smallestCharacter, textWindow } from "#workers/text/text-window.ts";
import { withoutEmpty } from "#workers/tools/shown-fields.ts";
import type { ResourceContent, ResourcePart } from "./resource-content.ts";
import type { ResourceText } from "./resource-text.ts";

const mark = /\[\^([\w.-]{1,40})\](?!:)/g;
const definition = /^\[\^([\w.-]{1,40})\]: /gm;
/** More marks than a page has; of the others the number is told. */
const maxNotes = 200;

/**
 * The notes to which marks in a part of a text refer, and which stand outside of it, each with as much of its first
 * paragraph as there is room for. Marks such as `[^1]` would otherwise lead nowhere. Empty where there are none.
 */
function notesElsewhere(text: string, [from, to]: readonly [number, number], room: number): string {
  const part = text.slice(from, to);
  if (!part.includes("[^")) return "";
  const places = new Map<string, number>();
  for (const { 1: label = "", index } of text.matchAll(definition)) {
    if (!places.has(label)) places.set(label, index);
  }
  const labels = new Set([...part.matchAll(mark)].map(([, label = ""]) => label));
  const missing = [...labels].flatMap((label) => {
    const at = places.get(label);
    return at === undefined || (from <= at && at < to) ? [] : [at];
  });
  if (missing.length === 0) return "";
  const shown = missing.slice(0, maxNotes);
  // Room is also needed for the heading, and for the mark and the line end of each that is cut.
  const share = Math.floor(room / (shown.length + 1)) - 5;
  const more = missing.length - shown.length;
  return [
    "[Notes that stand elsewhere in the document]",
    ...shown.map((at) => beginningOf(firstParagraph(text, at, share), share, sizeAt)),
    ...(more > 0 ? [`[${more} more notes stand there]`] : []),
  ].join("\n");
}

/** First paragraph, no more than has room, and one letter: the whole text may be without an end of a paragraph. */
function firstParagraph(text: string, at: number, room: number): string {
  const near = text.slice(at, at + Math.ceil(Math.max(0, room) / smallestCharacter) + 1);
  const ends = [near.indexOf("\n\n"), near.indexOf("\n[^")].filter((end) => end !== -1);
  return near.slice(0, Math.min(...ends, near.length));
}

type PagedText = Pick<ResourceText, "text" | "pages" | "pageCount">;

/**
 * Offset at which a window that begins at `start` is cut instead, so that it doesn't end with the mark or the heading
 * of a page and nothing else of it. Offsets are in `text`.
 */
function cutBeforeMark({ text, pages = [] }: PagedText, start: number, cut: number): number {
  const page = pages.findLast(({ from }) => from < cut);
  if (page === undefined || page.from <= start) return cut;
  return text.slice(page.from, cut).trim().includes("\n") ? cut : page.from;
}

/** The number of the page that goes on at `start`. Undefined where a page begins, and for a document of one page. */
function pageGoingOn({ pages = [], pageCount = 0 }: PagedText, start: number): number | undefined {
  const page = pages.findLast(({ from }) => from <= start);
  return pageCount < 2 || page === undefined || page.from === start ? undefined : page.number;
}

/** The part of the room that notes from elsewhere may have. */
const shareOfNotes = 0.25;
/** Between two pages of a document. */
const pageGap = 2;

/**
 * The part of a resource's text for one answer, from an offset in the whole text, with a mark where it is truncated,
 * and one where it begins within a page. It doesn't end with a page of which it has only the mark. Without these marks
 * it takes no more than `room`, in `sizeOf`. `next` is where the rest begins, and `nextPage` the page of the document
 * that has that place.
 */
export function resourceWindow({ text }: Pick<ResourceContent, "text">, start: number, room: number) {
  if (!text) return { body: undefined, next: undefined, nextPage: undefined, gap: undefined };
  const base = text.from ?? 0;
  const { shown, cut, notes } = shownPart(text, start - base, room);
  const total = text.hasMorePages ? undefined : base + text.text.length;
  const { next, nextPage } = placeAfter(text, cut);
  const end = next ?? start + shown.length;
  const pages = pagesBetween(text, start - base, end - base);
  const goingOn = pageGoingOn(text, start - base);
  const marks = [
    text.remark,
    pages && `[pages ${pages.first}–${pages.last} of ${pages.total}]`,
    next === undefined ? undefined : markFor(next, text, total),
  ].filter((mark) => mark !== undefined);
  const ofTotal = total === undefined ? "" : ` of ${total}`;
  return {
    body: withoutEmpty({
      contentType: text.contentType,
      content: [goingOn === undefined ? "" : `[Page ${goingOn} goes on]`, shown.trimEnd(), notes, ...marks]
        .filter((part) => part !== "")
        .join("\n\n"),
      writtenBy: text.writtenBy,
      external: text.external,
      pages,
      startCharacter: start,
      endCharacter: end,
      totalCharacters: total,
    }),
    next,
    nextPage,
    gap: next !== undefined && `Characters ${start} to ${end}${ofTotal} are shown; read on with nextCursor.`,
  };
}

/** What fits of a text, with the notes to which it refers. */
function shownPart(text: ResourceText, start: number, room: number) {
  const part = windowIn(text, start, room);
  const notes = notesElsewhere(text.text, placeOf(part, start), room * shareOfNotes);
  if (notes === "") return { ...part, notes };
  const taken = sizeOf(notes);
  const less = windowIn(text, start, room - taken);
  return { ...less, notes: notesElsewhere(text.text, placeOf(less, start), taken) };
}

const placeOf = ({ shown }: { shown: string }, start: number) => [start, start + shown.length] as const;

function windowIn(text: ResourceText, start: number, room: number): { shown: string; cut: number | undefined } {
  const { text: shown, next } = textWindow(text.text, start, { room, stop: text.quotesFrom });
  if (next === undefined || next === text.quotesFrom) return { shown, cut: next };
  const cut = cutBeforeMark(text, start, next);
  return { shown: text.text.slice(start, cut), cut };
}

/** Place where the rest begins, after a cut in `text` or with the pages that were not read. */
export function placeAfter({ text, from = 0, pages = [], hasMorePages }: ResourceText, cut: number | undefined) {
  const last = pages.at(-1);
  if (cut === undefined) {
    if (!hasMorePages || last === undefined) return { next: undefined, nextPage: undefined };
    const next = from + text.length + pageGap;
    return { next, nextPage: { number: last.number + 1, from: next } };
  }
  const page = pages.findLast((one) => one.from <= cut);
  return { next: from + cut, nextPage: page && { number: page.number, from: from + page.from } };
}

/** The pages of which a part is shown. */
export function pagesBetween({ pages = [], pageCount }: ResourceText, start: number, end: number) {
  const shown = pages.filter(
    ({ from }, index) => from < Math.max(end, start + 1) && (pages[index + 1]?.from ?? Infinity) > start,
  );
  const first = shown[0]?.number;
  const last = shown.at(-1)?.number;
  return first === undefined || last === undefined || pageCount === undefined
    ? undefined
    : { first, last, total: pageCount };
}

function markFor(next: number, { quotesFrom }: ResourceText, total: number | undefined): string {
  if (total === undefined) return "[Cut here: more pages follow; read on with nextCursor]";
  const left = total - next;
  return next === quotesFrom
    ? `[Earlier messages quoted below this one are folded: ${left} characters; read on with nextCursor]`
    : `[Cut here: ${left} characters are left; read on with nextCursor]`;
}

/** A part of a document, or one of its pictures. */
export interface DocumentPart extends ResourcePart {
  /** The number of the picture, from 1. */
  picture?: number;
}

/** The picture that a uri names by its number. */
export const ofPicture = (picture: string | undefined) => (picture === undefined ? {} : { picture: Number(picture) });

/** More than the longest text has. */
const mostSize = 10 * maxTextCharacters;

/** What of a document is read for one window: pages from the one on which it begins, until they have enough text. */
export function pagesForWindow({
  startPage,
  endPage,
  at = 0,
  page,
  picture,
  isSearched = false,
}: DocumentPart): Pick<TextSource, "startPage" | "endPage" | "enough" | "picture" | "isTextOnly"> {
  const first = page?.number ?? startPage;
  return {
    ...(picture !== undefined && { picture }),
    ...(first !== undefined && { startPage: first }),
    ...(endPage !== undefined && { endPage }),
    ...(isSearched && { isTextOnly: true }),
    enough: { skip: Math.max(0, at - (page?.from ?? 0)), size: isSearched ? mostSize : fullWindow },
  };
}

/** The place of an extracted text in its document, and its pictures. A document without pages is always read whole. */
export function placeInDocument(
  { pages, pageCount, hasMorePages, pictures }: ExtractedText,
  { page }: ResourcePart,
): Pick<ResourceText, "from" | "pages" | "pageCount" | "hasMorePages" | "pictures"> {
  return { pages, pageCount, hasMorePages, pictures, from: pages === undefined ? 0 : page?.from };
}

/** The pictures of an answer that shows these pages of a document, or a part of one without pages. */
export function picturesIn(
  { pictures = [] }: Pick<ResourceText, "pictures">,
  shown: { first: number; last: number } | undefined,
): Picture[] {
  return pictures.filter(
    ({ page }) => page === undefined || shown === undefined || (page >= shown.first && page <= shown.last),
  );
}
