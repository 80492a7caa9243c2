/** Place of something drawn, in any unit: its upper left corner and its size. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Placed {
  /** Absent where it isn't known. */
  box?: Box;
}

/** More of them are left in their own order. */
const maxOrdered = 200;
/** Boxes that overlap by less are beside each other: people don't draw exactly. */
const overlap = 0.1;

type Span = readonly [from: number, to: number];

/**
 * What is drawn in the order in which it is read: row by row, and column by column where each column was drawn as a
 * whole. Documents have things in the order in which they were drawn; what is neither above nor beside stays in it.
 * Things without a place stay where they are, and nothing moves across them.
 */
export function inReadingOrder<T extends Placed>(items: readonly T[]): T[] {
  const runs: T[][] = [[]];
  for (const item of items) {
    if (item.box === undefined) runs.push([item], []);
    else runs.at(-1)?.push(item);
  }
  return runs.flatMap((run) => (run.length > maxOrdered ? run : ordered(run)));
}

function ordered<T extends Placed>(items: T[]): T[] {
  const rows = split(items, ({ y, height }) => [y, y + height]);
  const columns = split(items, ({ x, width }) => [x, x + width]);
  if (rows.length < 2 && columns.length < 2) return items;
  const isByColumns =
    rows.length < 2 || (columns.length > 1 && isDrawnWhole(columns, items) && !isDrawnWhole(rows, items));
  return (isByColumns ? columns : rows).flatMap(ordered);
}

/** Whether each part was drawn at a stretch. */
function isDrawnWhole<T extends Placed>(parts: readonly (readonly T[])[], items: readonly T[]): boolean {
  const places = new Map(items.map((item, at) => [item, at]));
  return parts.every((part) => {
    const at = part.map((item) => places.get(item) ?? 0);
    return Math.max(...at) - Math.min(...at) === part.length - 1;
  });
}

/** Parts in the order of an axis, with nothing across their borders. Items of a part keep their order. */
function split<T extends Placed>(items: readonly T[], spanOf: (box: Box) => Span): T[][] {
  const spans = items
    .map((item, at) => ({ item, at, span: inner(item.box ? spanOf(item.box) : [0, 0]) }))
    .toSorted((a, b) => a.span[0] - b.span[0]);
  const parts: (typeof spans)[] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const one of spans) {
    const part = parts.at(-1);
    if (part && one.span[0] < end) part.push(one);
    else parts.push([one]);
    end = Math.max(end, one.span[1]);
  }
  return parts.map((part) => part.toSorted((a, b) => a.at - b.at).map(({ item }) => item));
}

function inner([from, to]: Span): Span {
  const margin = (to - from) * overlap;
  return [from + margin, to - margin];
}
