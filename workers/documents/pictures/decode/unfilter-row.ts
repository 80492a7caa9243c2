interface FilteredRow {
  filter: number;
  /** The row above it, decoded. */
  above: Uint8Array;
  /** Bytes of a pixel, at least 1. */
  pixelBytes: number;
}

/** What a filter predicts of a byte from those to the left, above, and above to the left (RFC 2083, 6). */
type Predict = (left: number, up: number, corner: number) => number;

function paeth(left: number, up: number, corner: number): number {
  const [toLeft, toUp, toCorner] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}

const predictors: readonly Predict[] = [
  () => 0,
  (left) => left,
  (_left, up) => up,
  (left, up) => (left + up) >> 1,
  paeth,
];

/** Decodes a row of a PNG file in its place. False where there is no such filter. */
export function unfilterRow(row: Uint8Array, { filter, above, pixelBytes }: FilteredRow): boolean {
  const predict = predictors[filter];
  if (predict === undefined) return false;
  if (filter === 0) return true;
  for (let at = 0; at < row.length; at += 1) {
    const left = at < pixelBytes ? 0 : (row[at - pixelBytes] ?? 0);
    const corner = at < pixelBytes ? 0 : (above[at - pixelBytes] ?? 0);
    row[at] = (row[at] ?? 0) + predict(left, above[at] ?? 0, corner);
  }
  return true;
}
