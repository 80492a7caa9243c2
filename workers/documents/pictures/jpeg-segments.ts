/** A segment of a JPEG file: its marker, and where its content lies in the file, without the length before it. */
export interface JpegSegment {
  marker: number;
  from: number;
  to: number;
}

const startOfScan = 0xda;
export const endOfImage = 0xd9;

/**
 * The segments of a JPEG file (ITU-T T.81, B.1), in order, with the end of the image as the last one, which is empty.
 * Ends where something else comes, and after the end of the image. The data of scans is left out. Files whose markers
 * are filled up, or that can be restarted, have other segments here than elsewhere: our encoder writes none.
 */
export function* jpegSegments(bytes: Uint8Array): Generator<JpegSegment> {
  const byte = (at: number) => bytes[at] ?? 0;
  if (byte(0) !== 0xff || byte(1) !== 0xd8) return;
  let at = 2;
  while (at + 1 < bytes.length && byte(at) === 0xff) {
    const marker = byte(at + 1);
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

/** The next marker: what is no stuffed byte. */
function endOfScan(bytes: Uint8Array, start: number): number {
  let at = bytes.indexOf(0xff, start);
  while (at !== -1 && bytes[at + 1] === 0) at = bytes.indexOf(0xff, at + 2);
  return at === -1 ? bytes.length : at;
}
