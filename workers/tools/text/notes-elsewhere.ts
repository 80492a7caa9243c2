import { sizeAt, smallestCharacter } from "#workers/documents/text/text-size.ts";
import { beginningOf } from "./text-window.ts";

const mark = /\[\^([\w.-]{1,40})\](?!:)/g;
const definition = /^\[\^([\w.-]{1,40})\]: /gm;
/** More marks than a page has; of the others the number is told. */
const maxNotes = 200;

/**
 * The notes to which marks in a part of a text refer, and which stand outside of it, each with as much of its first
 * paragraph as there is room for. Marks such as `[^1]` would otherwise lead nowhere. Empty where there are none.
 */
export function notesElsewhere(text: string, [from, to]: readonly [number, number], room: number): string {
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
  // With room for the heading, and for the mark and the line end of each that is cut.
  const share = Math.floor(room / (shown.length + 1)) - 5;
  const more = missing.length - shown.length;
  return [
    "[Notes that stand elsewhere in the document]",
    ...shown.map((at) => beginningOf(firstParagraph(text, at, share), share, sizeAt)),
    ...(more > 0 ? [`[${more} more notes stand there]`] : []),
  ].join("\n");
}

/** No more of it than has room, and one letter: the whole text may be without an end of a paragraph. */
function firstParagraph(text: string, at: number, room: number): string {
  const near = text.slice(at, at + Math.ceil(Math.max(0, room) / smallestCharacter) + 1);
  const ends = [near.indexOf("\n\n"), near.indexOf("\n[^")].filter((end) => end !== -1);
  return near.slice(0, Math.min(...ends, near.length));
}
