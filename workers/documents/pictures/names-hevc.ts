/** The items of pictures in HEVC, and the settings of its decoder (ISO/IEC 14496-15, 8.4.1, and 23008-12, B.2). */
const names = ["hvc1", "hev1", "hvcC"];

/**
 * Whether a file in boxes (ISO/IEC 14496-12, 4.2) names HEVC anywhere but in its media data. By its brand it may be
 * AVIF all the same, and would be decoded.
 */
export function namesHevc(bytes: Uint8Array): boolean {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isNamed = (from: number, to: number) =>
    names.some((name) => file.subarray(from, to).includes(name, 0, "latin1"));
  let from = 0;
  for (let at = 0; at + boxHeader <= file.length; ) {
    const to = endOfBox(file, at);
    if (file.toString("latin1", at + 4, at + boxHeader) === "mdat") {
      if (isNamed(from, at)) return true;
      from = to;
    }
    at = to;
  }
  return isNamed(from, file.length);
}

const boxHeader = 8;

/** Of one whose size makes no sense, the end of its header: what follows is searched. */
function endOfBox(file: Buffer, at: number): number {
  const size = file.readUInt32BE(at);
  if (size === 0) return file.length;
  const isLong = size === 1 && at + 16 <= file.length;
  return at + Math.max(boxHeader, isLong ? Number(file.readBigUInt64BE(at + boxHeader)) : size);
}
