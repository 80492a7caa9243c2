import { answerLimits, sizeAt, smallestCharacter } from "./text-size.ts";
import { tokensAt } from "./tokens.ts";

/** The distance from the end of a window, in characters, within which a better place to cut is looked for. */
const cutBackCharacters = 2_000;

/** What an answer mostly has around the text of a document. */
const sizeAround = 4_000;

/**
 * How much text fills a window, in `sizeOf`: a document whose page ends between that and the room is cut there. No page
 * is read only to be left for the next window.
 */
export const fullWindow = answerLimits.readBytes - sizeAround - cutBackCharacters * smallestCharacter;

export interface TextWindow {
  text: string;
  /** The start of the rest, in UTF-16 code units. Undefined when nothing is left. */
  next: number | undefined;
}

/**
 * The part of `text` from `start` that fits into so much room, in `sizeOf`, cut at a nearby end of a paragraph, line or
 * word if there is one. The window ends at `stop` at the latest.
 */
export function textWindow(
  text: string,
  start: number,
  { room, stop }: { room: number; stop?: number | undefined },
): TextWindow {
  const end = stop !== undefined && stop > start ? Math.min(stop, text.length) : text.length;
  const fits = lastFitting(text, [start, end], { room, measure: sizeAt });
  const cut = fits < end ? bestCut(text, start, fits) : end;
  return { text: text.slice(start, cut), next: cut < text.length ? cut : undefined };
}

/** What a UTF-16 code unit of a text takes of a room. */
type Measure = (text: string, at: number) => number;

/** The beginning of a line that fits into so much room, by default in tokens, with a mark where it is cut. */
export function beginningOf(line: string, room: number, measure: Measure = tokensAt): string {
  const fits = lastFitting(line, [0, line.length], { room, measure });
  return fits === line.length ? line : `${line.slice(0, isLowSurrogate(line.charCodeAt(fits)) ? fits - 1 : fits)}…`;
}

function lastFitting(
  text: string,
  [start, end]: readonly [number, number],
  { room, measure }: { room: number; measure: Measure },
): number {
  let taken = 0;
  for (let at = start; at < end; at += 1) {
    taken += measure(text, at);
    if (taken > room && at > start) return at;
  }
  return end;
}

function bestCut(text: string, start: number, fits: number): number {
  const earliest = Math.max(start + 1, fits - cutBackCharacters);
  for (const boundary of ["\n\n", "\n", " "]) {
    const at = text.lastIndexOf(boundary, fits - boundary.length);
    if (at >= earliest) return at + boundary.length;
  }
  if (!isLowSurrogate(text.charCodeAt(fits))) return fits;
  return fits - 1 > start ? fits - 1 : fits + 1;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
