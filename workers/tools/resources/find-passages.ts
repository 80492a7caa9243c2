import { smallestCharacter } from "#workers/documents/text/text-size.ts";
import { createTextTurns } from "#workers/documents/text/text-turns.ts";
import { phraseTest, phraseText } from "#workers/tools/teams/match-chat.ts";
import { textWindow } from "#workers/tools/text/text-window.ts";
import type { ResourceText } from "./resource-content.ts";

/** A part of a text, by offsets in it. */
export interface Passage {
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

/** Whether a text has all words and "phrases" that are looked for. Undefined where these have no letter or digit. */
function testOf(find: string): ((text: string) => boolean) | undefined {
  const terms = [...find.replace(/[“”„‟«»]/g, '"').matchAll(term)].map(([word, phrase = word]) => phrase);
  const tests = terms.filter((words) => /[\p{L}\p{N}]/u.test(words)).map(phraseTest);
  if (tests.length === 0) return undefined;
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
 * case, width and accents: a piece of the text, or two of a page where neither has all. Undefined for no words.
 */
export async function findPassages(
  text: Pick<ResourceText, "text" | "pages">,
  start: number,
  find: string,
): Promise<Passage[] | undefined> {
  const isIn = testOf(find);
  if (isIn === undefined) return undefined;
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
