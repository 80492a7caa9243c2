import { attributionLength } from "#workers/documents/text/mail-attribution.ts";
import { truncate } from "#workers/tools/text/truncate.ts";
import { isTelling, type KnownText, linesCompared, packLine, startsOf, withoutMarks } from "./known-text.ts";
import { quotedRegion } from "./quoted-region.ts";
import { standingLines } from "./standing-lines.ts";

const leftOut = "[…]";
/** Of the line that a text below it answers. */
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
