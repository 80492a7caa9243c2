/** A range of bytes: from the first to before the last. */
export type ByteRange = readonly [from: number, to: number];

/** Ranges begin and end at multiples of that, or at the end of the document. */
export const partBytes = 16_384;

/** Pages whose places are noted at once. A window has some dozens. */
export const maxPlannedPages = 400;

/** What is needed to read some later pages of a document from a part of its bytes. */
export interface PagesPlan {
  /** How many bytes and pages the document has. */
  size: number;
  pageCount: number;
  /** Page `first` and those after it, as many as are known: the numbers of their objects. */
  first: number;
  objects: readonly number[];
  /** Whole parts that are never looked at: the data of pictures. */
  pictures: readonly ByteRange[];
  /** What the pages before needed. */
  used: readonly ByteRange[];
}

/** The ranges of a document of which bytes are at hand, in order, and how to find its pages in them. */
export interface DocumentParts extends Omit<PagesPlan, "used"> {
  ranges: readonly ByteRange[];
}

/** A document can't be read on without these ranges of it. */
export class PartsMissing extends Error {
  readonly ranges: readonly ByteRange[];
  constructor(ranges: readonly ByteRange[]) {
    super("parts of the document are missing");
    this.name = "PartsMissing";
    this.ranges = ranges;
  }
}

/** The same bytes as few ranges as possible, in order, extended to whole parts of a document of `size` bytes. */
export function joinRanges(ranges: readonly ByteRange[], size: number): ByteRange[] {
  const joined: [number, number][] = [];
  const whole = ranges.map(([from, to]) => [
    Math.floor(Math.max(0, from) / partBytes) * partBytes,
    Math.min(Math.ceil(to / partBytes) * partBytes, size),
  ]) as [number, number][];
  for (const [from, to] of whole.sort(([a], [b]) => a - b)) {
    if (from >= to) continue;
    const last = joined.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
  }
  return joined;
}

/** At most so many ranges, which take in the smallest gaps between them. */
export function joinClosest(ranges: readonly ByteRange[], most: number): ByteRange[] {
  const gaps = ranges.slice(1).map(([from], at) => ({ at: at + 1, bytes: from - (ranges[at]?.[1] ?? 0) }));
  const kept = gaps.toSorted((a, b) => b.bytes - a.bytes).slice(0, most - 1);
  const starts = [0, ...kept.map(({ at }) => at)].toSorted((a, b) => a - b);
  return starts.flatMap((start, index): ByteRange[] => {
    const [first, last] = [ranges[start], ranges[(starts[index + 1] ?? ranges.length) - 1]];
    return first === undefined || last === undefined ? [] : [[first[0], last[1]]];
  });
}

/** The whole parts within ranges. */
export function wholeParts(ranges: readonly ByteRange[]): ByteRange[] {
  return ranges
    .map(([from, to]): ByteRange => [Math.ceil(from / partBytes) * partBytes, Math.floor(to / partBytes) * partBytes])
    .filter(([from, to]) => from < to);
}

/** The parts of `wanted` that are in none of `present`. Both as by `joinRanges`. */
export function rangesWithout(wanted: readonly ByteRange[], present: readonly ByteRange[]): ByteRange[] {
  return wanted.flatMap((range) =>
    present
      .filter(([from, to]) => from < range[1] && range[0] < to)
      .reduce<ByteRange[]>(
        (left, [from, to]) =>
          left.flatMap(([start, end]): ByteRange[] => [
            ...(start < Math.min(end, from) ? [[start, Math.min(end, from)] as const] : []),
            ...(Math.max(start, to) < end ? [[Math.max(start, to), end] as const] : []),
          ]),
        [range],
      ),
  );
}

export function bytesIn(ranges: readonly ByteRange[]): number {
  return ranges.reduce((sum, [from, to]) => sum + to - from, 0);
}
