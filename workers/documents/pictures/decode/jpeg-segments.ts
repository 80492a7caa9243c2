/** A segment of a JPEG file: its marker, and where its content lies in the file, without the length before it. */
export interface JpegSegment {
  marker: number;
  from: number;
  to: number;
}

export const startOfScan = 0xda;
export const endOfImage = 0xd9;

/**
 * The segments of a JPEG file (ITU-T T.81, B.1), in order, with the end of the image as the last one, which is empty.
 * Ends where something else comes, and after the end of the image. The data of scans is left out.
 */
export function* jpegSegments(bytes: Uint8Array): Generator<JpegSegment> {
  const byte = (at: number) => bytes[at] ?? 0;
  if (byte(0) !== 0xff || byte(1) !== 0xd8) return;
  let at = 2;
  while (at + 1 < bytes.length && byte(at) === 0xff) {
    const marker = byte(at + 1);
    // Any number of these may come before a marker.
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === endOfImage) {
      yield { marker, from: at + 2, to: at + 2 };
      return;
    }
    const from = at + 4;
    const to = at + 2 + ((byte(at + 2) << 8) | byte(at + 3));
    if (to < from || to > bytes.length) return;
    yield { marker, from, to };
    at = marker === startOfScan ? endOfScan(bytes, to) : to;
  }
}

/** The next marker that isn't part of the data: neither a stuffed byte nor a restart. */
function endOfScan(bytes: Uint8Array, start: number): number {
  for (let at = bytes.indexOf(0xff, start); at !== -1; at = bytes.indexOf(0xff, at + 2)) {
    const next = bytes[at + 1] ?? 0;
    if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
    if (next === 0xff) at -= 1;
  }
  return bytes.length;
}
