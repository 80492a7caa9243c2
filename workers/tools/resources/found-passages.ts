import { ToolError } from "#common/errors.ts";
import { joinIncomplete } from "#workers/tools/paging/incomplete.ts";
import { quotedName } from "#workers/tools/text/quoted-name.ts";
import { withoutEmpty } from "#workers/tools/without-empty.ts";
import { findPassages } from "./find-passages.ts";
import type { ResourceContent, ResourceText } from "./resource-content.ts";
import type { ResourcePart } from "./resource-reader.ts";
import { pagesBetween, placeAfter } from "./resource-window.ts";

/** What passages and their cursors take of an answer, which has 8 kB. */
const maxBytes = 7_000;

/** Where a reading goes on: with the text, or with looking for the words. */
export type FoundPlace = Pick<ResourcePart, "at" | "page"> & { find?: string };

const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

/**
 * The passages of a resource that have the words of `find`, from an offset in the whole text on, as its body, with a
 * cursor for each from which its text is read on. What is left has a cursor too, and is told: passages for which there
 * is no room, and pages that were not read. Throws `invalid_input` where there are no words, or no text to look in.
 */
export async function foundPassages(
  { text, incomplete }: ResourceContent,
  { find, start, seal }: { find: string; start: number; seal(place: FoundPlace): string },
) {
  if (text === undefined) throw new ToolError("invalid_input", noText);
  const base = text.from ?? 0;
  const found = await findPassages(text, start - base, find);
  if (found === undefined) throw new ToolError("invalid_input", "find: it has no word. Give words, or leave it out.");
  const sealAt = (offset: number | undefined, more: { find?: string } = {}) => {
    const { next, nextPage } = placeAfter(text, offset);
    return seal({ at: next || undefined, page: nextPage, ...more });
  };
  const passages: { page?: number; cursor: string }[] = [];
  const shown: string[] = [];
  let bytes = 0;
  for (const { from, to } of found) {
    const passage = { ...pageAt(text, from), cursor: sealAt(from) };
    const words = `[${passages.length + 1}: ${placeInWords(text, from)}]\n${text.text.slice(from, to).trim()}`;
    bytes += bytesOf(passage) + bytesOf(words);
    if (bytes > maxBytes && passages.length > 0) break;
    passages.push(passage);
    shown.push(words);
  }
  const read = pagesBetween(text, start - base, text.text.length);
  const left = found.slice(passages.length);
  const isMore = left.length > 0 || text.hasMorePages === true;
  const reasons = [
    left.length > 0 && `More passages have these words: ${left.length}.`,
    text.hasMorePages && read && `Pages ${read.last + 1} to ${read.total} were not looked at.`,
    "Go on with nextCursor.",
  ];
  const reason = reasons.filter(Boolean).join(" ");
  return {
    body: {
      contentType: text.contentType,
      content: [...(found.length > 0 ? shown : [nothingIn(read)]), text.remark].filter(Boolean).join("\n\n"),
      ...withoutEmpty({ writtenBy: text.writtenBy, external: text.external, pages: read }),
      startCharacter: start,
      endCharacter: base + text.text.length,
      ...(!text.hasMorePages && { totalCharacters: base + text.text.length }),
    },
    passages,
    nextCursor: isMore ? sealAt(left[0]?.from, { find }) : undefined,
    incomplete: joinIncomplete([incomplete, isMore ? { reason } : undefined]),
  };
}

const noText =
  "find: there is no text to look in at this uri. Leave find out; in a mailbox, chat or folder, use the tool that " +
  "searches there.";

function nothingIn(read: { first: number; last: number } | undefined): string {
  const where = read === undefined ? "" : ` of pages ${read.first}–${read.last}`;
  return `[Nothing found: no passage${where} has all of these words. Look for fewer, or for others.]`;
}

function pageAt({ pages = [] }: ResourceText, offset: number): { page?: number } {
  const page = pages.findLast(({ from }) => from <= offset)?.number;
  return page === undefined ? {} : { page };
}

/** The page, or else the heading above or at its beginning, such as the name of a sheet. */
function placeInWords(text: ResourceText, offset: number): string {
  const { page } = pageAt(text, offset);
  if (page !== undefined) return `page ${page}`;
  const lines = `\n${text.text}`;
  const heading = lines.lastIndexOf("\n#", offset);
  if (heading === -1) return `character ${(text.from ?? 0) + offset}`;
  const [line = ""] = lines.slice(heading + 1).split("\n", 1);
  return `under ${quotedName(line.replace(/^#+ */, ""))}`;
}
