import { ToolError } from "#common/errors.ts";
import { quotedName } from "#workers/text/short-text.ts";
import { createTextTurns } from "#workers/text/text-turns.ts";
import { smallestCharacter, textWindow } from "#workers/text/text-window.ts";
import { type Gap, joinIncomplete } from "#workers/tools/paging/short-answer.ts";
import { withoutEmpty } from "#workers/tools/shown-fields.ts";
import { phraseTest, phraseText } from "#workers/tools/teams/match-chat.ts";
import type { ResourceContent, ResourcePart } from "./resource-content.ts";
import type { ResourceText } from "./resource-text.ts";
import { pagesBetween, placeAfter } from "./resource-window.ts";

interface Passage {
  from: number;
  to: number;
}

type Piece = Passage & { isLastOfPage: boolean };

/** A paragraph or a few lines, in `sizeOf` and in characters. */
const passageSize = 800;
const passageCharacters = passageSize / smallestCharacter;

const term = /"([^"]*)"|[^\s"]+/g;
/** Letters of scripts that put no spaces between words. */
const unspaced = String.raw`[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}]`;
/** A line that ends within a word, as in PDFs: one with a hyphen, or of such a script. */
const withinWord = new RegExp(String.raw`(?<=\p{Ll})-\n(?=\p{Ll})|(?<=${unspaced})\n(?=${unspaced})`, "gu");

/**
 * Whether a text has all words and "phrases" that are looked for.
 * @throws `invalid_input` where these have no letter or digit
 */
export function testOf(find: string): (text: string) => boolean {
  const terms = [...find.replace(/[“”„‟«»]/g, '"').matchAll(term)].map(([word, phrase = word]) => phrase);
  const tests = terms.filter((words) => /[\p{L}\p{N}]/u.test(words)).map(phraseTest);
  if (tests.length === 0) throw new ToolError("invalid_input", "find: it has no word. Give words, or leave it out.");
  return (text) => {
    const words = phraseText(text.replace(withinWord, ""));
    return tests.every((isIn) => isIn(words));
  };
}

/** The text from `start` on in pieces that end with a paragraph, line or word, and with each page. */
function piecesOf(
  { text, pages = [{ number: 1, from: 0 }] }: Pick<ResourceText, "text" | "pages">,
  start: number,
): Piece[] {
  const pieces: Piece[] = [];
  for (const [index, page] of pages.entries()) {
    const end = pages[index + 1]?.from ?? text.length;
    for (let from = Math.max(start, page.from); from < end; from = pieces.at(-1)?.to ?? end) {
      const near = text.slice(from, Math.min(end, from + passageCharacters + 1));
      const { next = near.length } = textWindow(near, 0, { room: passageSize });
      // A heading stands with what is below it.
      const below = next < passageCharacters / 4 ? near.slice(next) : "";
      const { next: more = below.length } = textWindow(below, 0, { room: passageSize / 2 });
      pieces.push({ from, to: from + next + more, isLastOfPage: from + next + more === end });
    }
  }
  return pieces;
}

/**
 * The passages of a text, from `start` on, each of which has all words and "phrases" that are looked for, in whatever
 * case, width and accents: a piece of the text, or two of a page where neither has all. Throws as `testOf` does.
 */
export async function findPassages(
  text: Pick<ResourceText, "text" | "pages">,
  start: number,
  find: string,
): Promise<Passage[]> {
  const isIn = testOf(find);
  const takeTurn = createTextTurns();
  const found: Passage[] = [];
  const pieces = piecesOf(text, start);
  const hasAll = ({ from, to }: Passage) => isIn(text.text.slice(from, to));
  let shownTo = start;
  for (const [index, piece] of pieces.entries()) {
    if (piece.from < shownTo) continue;
    const next = piece.isLastOfPage ? undefined : pieces[index + 1];
    const both = { from: piece.from, to: next?.to ?? piece.to };
    await takeTurn(both.to - both.from);
    if (!hasAll(both)) continue;
    if (hasAll(piece)) found.push(piece);
    else if (next !== undefined && !hasAll(next)) found.push(both);
    shownTo = found.at(-1)?.to ?? start;
  }
  return found;
}

/** What passages and their cursors take of an answer, which has 8 kB. */
const maxBytes = 7_000;

const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

/**
 * The passages of a resource that have the words of `find`, from an offset in the whole text on, as its body, with a
 * cursor for each from which its text is read on. What is left has a cursor too, and is told: passages for which there
 * is no room, and pages that were not read. Throws `invalid_input` where there are no words, or no text to look in.
 */
export async function foundPassages(
  { text, gaps = [] }: ResourceContent,
  {
    find,
    start,
    seal,
  }: { find: string; start: number; seal(place: Pick<ResourcePart, "at" | "page" | "find">): string },
) {
  if (text === undefined) throw new ToolError("invalid_input", noText);
  const base = text.from ?? 0;
  const found = await findPassages(text, start - base, find);
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
  const notShown: Gap[] = [
    left.length > 0 && `More passages have these words: ${left.length}.`,
    text.hasMorePages && read && `Pages ${read.last + 1} to ${read.total} were not looked at.`,
    isMore && "Go on with nextCursor.",
  ];
  return {
    body: withoutEmpty({
      contentType: text.contentType,
      content: [...(found.length > 0 ? shown : [nothingIn(read)]), text.remark].filter(Boolean).join("\n\n"),
      writtenBy: text.writtenBy,
      external: text.external,
      pages: read,
      startCharacter: start,
      endCharacter: base + text.text.length,
      ...(!text.hasMorePages && { totalCharacters: base + text.text.length }),
    }),
    passages,
    nextCursor: isMore ? sealAt(left[0]?.from, { find }) : undefined,
    incomplete: joinIncomplete([...gaps, ...notShown]),
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
