/** A box of a file, from its header to the next one. */
export interface Box {
  name: string;
  from: number;
  to: number;
}

const headerBytes = 8;

/** The outermost boxes of a file (ISO/IEC 14496-12, 4.2) in order. Of one that is too long, what there is. */
export function* boxesOf(file: Buffer): Generator<Box> {
  for (let from = 0; from + headerBytes <= file.length; ) {
    const to = Math.min(endOfBox(file, from), file.length);
    yield { name: file.toString("latin1", from + 4, from + headerBytes), from, to };
    from = to;
  }
}

/** Of one whose size makes no sense, the end of its header. */
function endOfBox(file: Buffer, from: number): number {
  const size = file.readUInt32BE(from);
  if (size === 0) return file.length;
  const isLong = size === 1 && from + 2 * headerBytes <= file.length;
  return from + Math.max(headerBytes, isLong ? Number(file.readBigUInt64BE(from + headerBytes)) : size);
}

/** The brands of a file in boxes, by its first bytes: the major one, then those that it is compatible with. */
export function brandsOf(head: Buffer): string[] {
  const [first] = boxesOf(head);
  if (first?.name !== "ftyp") return [];
  const names = head.toString("latin1", headerBytes, first.to).match(/.{4}/gs) ?? [];
  // The second one is a version.
  return names.filter((_, index) => index !== 1);
}
