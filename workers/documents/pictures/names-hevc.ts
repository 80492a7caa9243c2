import { boxesOf } from "./boxes.ts";

/** The items of pictures in HEVC, and the settings of its decoder (ISO/IEC 14496-15, 8.4.1, and 23008-12, B.2). */
const names = ["hvc1", "hev1", "hvcC"];

/**
 * Whether a file in boxes names HEVC anywhere but in its media data. By its brand it may be AVIF all the same, and
 * would be decoded.
 */
export function namesHevc(bytes: Uint8Array): boolean {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isNamed = (from: number, to: number) =>
    names.some((name) => file.subarray(from, to).includes(name, 0, "latin1"));
  let from = 0;
  for (const box of boxesOf(file)) {
    if (box.name !== "mdat") continue;
    if (isNamed(from, box.from)) return true;
    from = box.to;
  }
  return isNamed(from, file.length);
}
