import { z } from "zod";
import { guessableCharsets } from "./charset/guess.ts";
import { maxDocumentBytes, maxMargins, maxPages, maxTableDepth } from "./document-size.ts";

/*
 * Everything that is said of a document of which not all was read. The process that reads a document tells only the
 * name and numbers: a document may have taken it over, and its words would reach the model as the connector's own.
 */

const words = {
  longText: "The document is longer than 1,000,000 characters of text; the rest is left out.",
  longWorkbook: "The workbook is too long to be read in full; the rest is left out.",
  longOrDeep: "The document is too long or nested too deeply to be read in full; the rest is left out.",
  manyElements: "The document has too many HTML elements to be read in full; the rest is left out.",
  deepTables: `Tables nested more than ${maxTableDepth} deep are left out.`,
  manyMargins: `Only the first ${maxMargins} headers and the first ${maxMargins} footers were read.`,
  attached: "Some charts or diagrams, or some of their values, were not read.",
  onlyNames: "Only the names of the archive's files are read. To read one of them, ask for it as a file of its own.",
  manyNames: "The archive has more than 1,000 files; only the first 1,000 are named.",
  mailHtml: "The HTML of a message is too complex to be read; only its plain text is given, if it has any.",
  attachedMessages: "Some attached messages were not read.",
  tooSlow: "Reading the document took too long; the rest is left out.",
  scanned: "The document has no text layer, most likely because it was scanned; its pages are pictures.",
  picturesLost: "Its scanned pages are not shown as pictures: that would take too much time or memory.",
  hiddenText: "Text that is hidden from a person who opens the document is left out.",
  trackedChanges:
    "The document has tracked changes; the text is read as if all of them were accepted, and lists them at its end.",
  macros: "The document has macros, which were not read.",
  controls: "The document has ActiveX controls, which were not read.",
  damagedParts: "The file is damaged; parts of it could not be read.",
  onlyMedia: "The document has no text, only pictures, sound or video.",
  empty: "The file is empty.",
} as const;

/** A gap of which there is nothing more to tell. */
export type PlainGap = keyof typeof words;

/** What is said of some pages, before their numbers. */
const wordsOfPages = {
  withoutText: "Pages without a text layer, which are most likely pictures:",
  nothingToShow: "Pages with neither text nor a picture that can be shown:",
  damaged: "Damaged pages, of which nothing could be read:",
  notes: "Pages whose form fields and notes were not all read:",
  unfinished: "Pages that took too long to read, so that the rest of them is left out:",
  slides: "Slides with too much on them to be read in full; the rest is left out:",
} as const;

const picturesTo = (count: number) =>
  count === 1
    ? "add the parameter picture=1 to its uri to see it"
    : `add a parameter from picture=1 to picture=${count} to its uri to see one`;

/** What is said of so many things. */
const wordsOfCounts = {
  inside: (count: number) =>
    count === 1
      ? "A file or object inside the document was not read; the text names it."
      : `${count} files or objects inside the document were not read; the text names them.`,
  undecoded: (count: number) => `Characters that could not be decoded, marked by "\ufffd" where they stand: ${count}.`,
  pictures: (count: number) =>
    `The document has ${count === 1 ? "a picture" : `${count} pictures`}: ${picturesTo(count)}.`,
  manyPictures: (count: number) =>
    `The document has at least ${count === 1 ? "a picture" : `${count} pictures`}: ${picturesTo(count)}.`,
} as const;

const namesOf = <T extends object>(table: T) => Object.keys(table) as (keyof T & string)[];

/** Number of pages that are listed; of more only their number is said. */
const maxListed = 10;
const tables = [words, wordsOfPages, wordsOfCounts];
/** Each is said once, so there are at most as many as kinds and charsets. */
export const maxGaps = tables.flatMap(Object.keys).length + guessableCharsets.length + 1;

const count = z.int().nonnegative();

/** A gap as it is told. Pages `from` to `to` of so many are all that was read. */
export const gapSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.enum(namesOf(words)) }),
  z.strictObject({ kind: z.enum(namesOf(wordsOfPages)), pages: z.array(count).min(1).max(maxPages) }),
  z.strictObject({ kind: z.enum(namesOf(wordsOfCounts)), count: count.min(1).max(maxDocumentBytes) }),
  z.strictObject({ kind: z.literal("otherPages"), from: count, to: count, of: count }),
  z.strictObject({ kind: z.literal("guessedCharset"), charset: z.enum(guessableCharsets) }),
]);

/** What a reading lacks of its document, which the answer tells as `incomplete`. */
export type Gap = z.output<typeof gapSchema>;

/** The gaps of these kinds that there are, in the order of their names. */
export function gapsWhere(told: Partial<Record<PlainGap, boolean>>): Gap[] {
  return namesOf(told).flatMap((kind) => (told[kind] ? [{ kind }] : []));
}

/** Undefined where there are no such pages. */
export function gapOfPages(kind: keyof typeof wordsOfPages, pages: readonly number[]): Gap | undefined {
  return pages.length === 0 ? undefined : { kind, pages: [...pages] };
}

/** Undefined where there are none. */
export function gapOfPictures({ pictures, isAll }: { pictures: readonly unknown[]; isAll: boolean }): Gap | undefined {
  const count = pictures.length;
  return count > 0 ? { kind: isAll ? "pictures" : "manyPictures", count } : undefined;
}

/** Whether all pages of a gap are pages of a document that has so many. */
export function isGapOf(gap: Gap, pageCount: number): boolean {
  if ("pages" in gap) return Math.max(...gap.pages) <= pageCount && gap.pages.length <= pageCount;
  return !("of" in gap) || (gap.from <= gap.to && gap.to <= gap.of && gap.of === pageCount);
}

function sentenceOf(gap: Gap): string {
  if ("charset" in gap) return `Its encoding had to be guessed; it was read as ${gap.charset}.`;
  if ("of" in gap) return `Only pages ${gap.from} to ${gap.to} of ${gap.of} were read.`;
  if ("count" in gap) return wordsOfCounts[gap.kind](gap.count);
  if (!("pages" in gap)) return words[gap.kind];
  const more = gap.pages.length - maxListed;
  return `${wordsOfPages[gap.kind]} ${gap.pages.slice(0, maxListed).join(", ")}${more > 0 ? ` and ${more} more` : ""}.`;
}

/** Whether a person who opens the document sees no more than what was read. */
export function isAllSeen(gaps: readonly Gap[]): boolean {
  return gaps.every(({ kind }) => kind === "hiddenText" || kind === "empty");
}

/** Why a text is not the whole document. */
export function gapsInWords(gaps: readonly Gap[]): string {
  return gaps.map(sentenceOf).join(" ");
}

/** Adds gaps, each told once, and what is counted added up. */
export function withGaps<R extends { gaps?: readonly Gap[] }>(reading: R, more: Iterable<Gap | undefined>): R {
  const all = [...(reading.gaps ?? []), ...more].filter((gap) => gap !== undefined);
  const once = new Map<string, Gap>();
  for (const gap of all) {
    // A kind that is counted has one gap, with the number of all.
    const key = "count" in gap ? gap.kind : sentenceOf(gap);
    const known = once.get(key);
    const isAdded = "count" in gap && known !== undefined && "count" in known;
    once.set(key, isAdded ? { ...gap, count: gap.count + known.count } : gap);
  }
  return once.size === 0 ? reading : { ...reading, gaps: [...once.values()] };
}
