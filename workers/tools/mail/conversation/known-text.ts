import { tokensOf } from "#workers/text/text-window.ts";

/** The text of a message in a form in which quotations of it are found, however they are marked and wrapped. */
export interface KnownText {
  /** Its lines, each packed, without anything between them. */
  packed: string;
  /** Whether these are all. */
  isWhole: boolean;
  /** The offsets in `packed` at which a line begins or ends. */
  edges: ReadonlySet<number>;
  /** Where lines begin in `packed`, in order, by their first characters. */
  starts: ReadonlyMap<string, readonly number[]>;
}

/** As many as the shortest telling line has. */
const keyCharacters = 12;

/** Of a text that is compared: some ten times those of a long thread. To compare as many takes some 20 ms. */
const compared = { lines: 10_000, characters: 300_000 };

/** A line without quotation marks before it. */
export function withoutMarks(line: string): string {
  return line.replace(/^[\s>]+/, "");
}

/** A line without quotation marks and white space. */
export function packLine(line: string): string {
  return withoutMarks(line).replace(/\s+/g, "");
}

/** Whether a packed line is too long to be there twice by chance: 36 letters, or 12 ideographs. */
export function isTelling(packedLine: string): boolean {
  return tokensOf(packedLine) >= keyCharacters;
}

/** Where the lines of a text begin that can be this packed one, or begin with it. */
export function startsOf(packedLine: string, { starts }: KnownText): readonly number[] {
  return starts.get(packedLine.slice(0, keyCharacters)) ?? [];
}

/** The lines of a text. Undefined where it is longer than is `compared`. */
export function linesCompared(text: string): string[] | undefined {
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
