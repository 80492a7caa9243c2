import { attributionLength } from "#workers/text/mail-attribution.ts";
import { truncate } from "#workers/text/short-text.ts";
import { tokensOf } from "#workers/text/text-window.ts";

/** The lines that a mail program writes above a quotation, at the most. */
const maxLinesAbove = 16;

interface QuotedRegion {
  /** Beginning of the quotation, with the lines above it. */
  from: number;
  /** The lines that can be quoted. */
  lines: readonly number[];
}

/**
 * Region that can quote others: from the offset at which its history was found; or else the lines with a quotation
 * mark, and no others; or else all of a message that does nothing but forward. Undefined without quotations.
 */
function quotedRegion(lines: readonly string[], quotesFrom: number | undefined): QuotedRegion | undefined {
  if (quotesFrom !== undefined) return regionFrom(lines, withLinesAbove(lines, lineAt(lines, quotesFrom)));
  const marked = lines.flatMap((line, at) => (line.startsWith(">") ? [at] : []));
  const [first] = marked;
  if (first !== undefined) return { from: startAbove(lines.slice(0, first)), lines: marked };
  const begin = lines.findIndex((line) => line.trim() !== "");
  return begin !== -1 && attributionLength(lines, begin) > 0 ? regionFrom(lines, begin) : undefined;
}

function regionFrom(lines: readonly string[], from: number): QuotedRegion {
  return { from, lines: lines.flatMap((_, at) => (at < from ? [] : [at])) };
}

function lineAt(lines: readonly string[], offset: number): number {
  let end = 0;
  const index = lines.findIndex((line) => {
    end += line.length + 1;
    return end > offset;
  });
  return index === -1 ? lines.length : index;
}

/** Outlook draws a rule above the quotation. Of a line that says who wrote it, only the end may have been found. */
function withLinesAbove(lines: readonly string[], from: number): number {
  let start = from > 0 && attributionLength(lines, from - 1) > 1 ? from - 1 : from;
  while (start > 0 && /^-*$/.test((lines[start - 1] ?? "").trim())) start -= 1;
  return start;
}

/** Beginning of the lines above a quotation, which are the last of these. */
function startAbove(above: readonly string[]): number {
  const bare = above.map(withoutMarks);
  for (let at = above.length - 1; at >= Math.max(0, above.length - maxLinesAbove); at -= 1) {
    const end = at + attributionLength(bare, at);
    if (end > at && bare.slice(end).every((line) => line.trim() === "")) return at;
  }
  return above.length;
}

/** Characters that are compared for the lines of one quotation. Keeps time linear for hostile texts. */
const maxCompared = 10_000_000;

/**
 * Which of these packed lines are copies of what stands in a text, in its order and each at a place of its own. A short
 * line counts only where it goes on from another one, and ends where a line of the text does: "Yes." written below a
 * quoted question is an answer, though the text has that line elsewhere.
 */
function standingLines(lines: readonly string[], known: KnownText): boolean[] {
  const { packed, edges } = known;
  let compared = 0;

  /** Offset of a text in the known one, at a line's beginning. `indexOf` would take quadratic time for some texts. */
  function placeOf(text: string, from: number): number | undefined {
    for (const start of startsOf(text, known)) {
      if (compared > maxCompared) return undefined;
      compared += 1;
      if (start < from) continue;
      compared += text.length;
      if (packed.startsWith(text, start)) return start;
    }
    return undefined;
  }

  const [first = ""] = lines;
  const whole = lines.join("");
  for (const start of startsOf(first, known)) {
    compared += whole.length;
    if (compared > maxCompared) break;
    if (packed.startsWith(whole, start) && edges.has(start + whole.length)) return lines.map(() => true);
  }

  const stands = lines.map(() => false);
  let cursor = 0;

  /** Short lines before one that was found further on. */
  function lookBack(index: number, found: number): void {
    let end = found;
    for (let at = index - 1; at >= 0 && stands[at] === false; at -= 1) {
      const line = lines[at] ?? "";
      const start = end - line.length;
      if (start < cursor || !edges.has(start) || !packed.startsWith(line, start)) return;
      stands[at] = true;
      end = start;
    }
  }

  for (const [index, line] of lines.entries()) {
    const goesOn = packed.startsWith(line, cursor) && (isTelling(line) || edges.has(cursor + line.length));
    const found = goesOn ? cursor : isTelling(line) ? placeOf(line, cursor) : undefined;
    if (found === undefined) continue;
    if (!goesOn) lookBack(index, found);
    stands[index] = true;
    cursor = found + line.length;
  }
  return stands;
}

const leftOut = "[…]";
/** Characters of the line that a text below it answers. */
const maxAnsweredCharacters = 200;

interface MailText {
  text: string;
  quotesFrom?: number | undefined;
}

/**
 * The text of a message without the quotations that earlier messages show. `earlier` are the whole texts of such
 * messages, in order. What none of them has stays as it is: text written between quoted lines, and quotations of
 * messages that are not there. A `[…]` stands for what is left out before it, with the last line of it, which it
 * mostly answers. A text of more than is `compared` stays as it is.
 */
export function withoutKnownQuotes(mail: MailText, earlier: readonly KnownText[]): string {
  const lines = linesCompared(mail.text);
  if (lines === undefined) return mail.text;
  const region = quotedRegion(lines, mail.quotesFrom);
  if (region === undefined) return mail.text;
  const bare = lines.map(withoutMarks);
  const packed = bare.map(packLine);
  const from = region.from + attributionLength(bare, region.from);
  const quoted = region.lines.filter((at) => at >= from && packed[at] !== "");
  const copies = copiesIn(quoted, packed, earlier);
  if (copies.size === 0) return mail.text;
  addAttributions(copies, { bare, packed, from: region.from });
  return shown(lines, { copies, bare, packed });
}

/** The lines that are copies of an earlier message's. Few short ones are so by chance, unless there are no others. */
function copiesIn(quoted: readonly number[], packed: readonly string[], earlier: readonly KnownText[]): Set<number> {
  const lines = quoted.map((at) => packed[at] ?? "");
  const known = quotedMessage(lines, earlier);
  if (known === undefined) return new Set();
  const stands = standingLines(lines, known);
  const copies = new Set(quoted.filter((_, index) => stands[index]));
  for (const run of runsOf(stands)) {
    if (run.length === lines.length || isTelling(run.map((index) => lines[index]).join(""))) continue;
    for (const index of run) copies.delete(quoted[index] ?? -1);
  }
  return copies;
}

/** The earlier message that seems to have most of these lines; of several the latest. */
function quotedMessage(lines: readonly string[], earlier: readonly KnownText[]): KnownText | undefined {
  let best: { known: KnownText; characters: number } | undefined;
  for (const known of earlier.toReversed()) {
    const characters = lines.reduce((sum, line) => sum + (startsOf(line, known).length > 0 ? line.length : 0), 0);
    if (characters > (best?.characters ?? 0)) best = { known, characters };
  }
  return best?.known;
}

/** The indexes of each run of true values. */
function runsOf(flags: readonly boolean[]): number[][] {
  const runs: number[][] = [];
  for (const [index, flag] of flags.entries()) {
    if (!flag) continue;
    if (index > 0 && flags[index - 1]) runs.at(-1)?.push(index);
    else runs.push([index]);
  }
  return runs;
}

interface Lines {
  bare: readonly string[];
  packed: readonly string[];
}

/** Adds the lines that name the writer of what is left out below them. */
function addAttributions(copies: Set<number>, { bare, packed, from }: Lines & { from: number }): void {
  for (let at = from; at < bare.length; at += 1) {
    if (copies.has(at) || packed[at] === "") continue;
    const length = attributionLength(bare, at);
    if (length === 0) continue;
    let below = at + length;
    while (packed[below] === "") below += 1;
    if (!copies.has(below)) continue;
    for (let line = at; line < at + length; line += 1) copies.add(line);
  }
}

function shown(lines: readonly string[], { copies, bare, packed }: Lines & { copies: ReadonlySet<number> }): string {
  const kept: string[] = [];
  let last: number | undefined;
  for (const [at, line] of lines.entries()) {
    if (copies.has(at)) {
      last = packed[at] === "" ? last : at;
    } else if (packed[at] !== "") {
      if (last !== undefined) kept.push("", leftOut, `> ${truncate(bare[last] ?? "", maxAnsweredCharacters)}`, "");
      last = undefined;
      kept.push(line);
    } else if (last === undefined && kept.at(-1) !== "") kept.push(line);
  }
  while (kept.length > 0 && packLine(kept.at(-1) ?? "") === "") kept.pop();
  const text = kept.join("\n").trim();
  return text === "" ? leftOut : text;
}

/** The text of a message in a form in which quotations of it are found, however they are marked and wrapped. */
export interface KnownText {
  /** Lines of the text, each packed, without anything between them. */
  packed: string;
  /** Whether these are all. */
  isWhole: boolean;
  /** The offsets in `packed` at which a line begins or ends. */
  edges: ReadonlySet<number>;
  /** Places in `packed` at which lines begin, in order, by their first characters. */
  starts: ReadonlyMap<string, readonly number[]>;
}

/** Length of the shortest telling line. */
const keyCharacters = 12;

/** Bounds of a text that is compared: some ten times a long thread. To compare as much takes some 20 ms. */
const compared = { lines: 10_000, characters: 300_000 };

function withoutMarks(line: string): string {
  return line.replace(/^[\s>]+/, "");
}

/** A line without quotation marks and white space. */
function packLine(line: string): string {
  return withoutMarks(line).replace(/\s+/g, "");
}

/** Whether a packed line is too long to be there twice by chance: 36 letters, or 12 ideographs. */
function isTelling(packedLine: string): boolean {
  return tokensOf(packedLine) >= keyCharacters;
}

/** Beginnings of the lines of a text that can be this packed one, or begin with it. */
function startsOf(packedLine: string, { starts }: KnownText): readonly number[] {
  return starts.get(packedLine.slice(0, keyCharacters)) ?? [];
}

/** The lines of a text. Undefined where it is longer than is `compared`. */
function linesCompared(text: string): string[] | undefined {
  if (text.length > compared.characters) return undefined;
  const lines = text.split("\n", compared.lines + 1);
  return lines.length > compared.lines ? undefined : lines;
}

/** What can be found of a text: as much of its beginning as is `compared`. */
export function knownText(text: string): KnownText {
  const edges = new Set([0]);
  const starts = new Map<string, number[]>();
  const parts: string[] = [];
  let length = 0;
  const lines = linesCompared(text);
  for (const line of lines ?? text.slice(0, compared.characters).split("\n", compared.lines)) {
    const packed = packLine(line);
    if (packed === "") continue;
    const key = packed.slice(0, keyCharacters);
    const places = starts.get(key) ?? [];
    places.push(length);
    starts.set(key, places);
    parts.push(packed);
    length += packed.length;
    edges.add(length);
  }
  return { packed: parts.join(""), isWhole: lines !== undefined, edges, starts };
}
