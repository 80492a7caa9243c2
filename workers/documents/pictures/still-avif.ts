import { boxesOf } from "./boxes.ts";

/** Brands of files that move, and of such that don't (AV1 Image File Format, 6; ISO/IEC 23008-12, 10). */
const stillBrands = [
  ["avis", "avif"],
  ["msf1", "mif1"],
] as const;

/**
 * An AVIF file without what moves in it; one that doesn't move as it is. Files that move have a still picture beside
 * their track. With a track, ImageMagick decodes all of its frames, whatever is asked for.
 */
export function stillAvif(bytes: Uint8Array): Uint8Array {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // A hostile file has millions of boxes, which are looked at one by one.
  if (!boxesOf(file).some(({ name }) => name === "moov")) return bytes;
  const still = Buffer.from(file);
  for (const { name, from, to } of boxesOf(file)) {
    if (name === "moov") still.write("free", from + 4, "latin1");
    if (name !== "ftyp") continue;
    const type = still.subarray(from, to);
    const brands = stillBrands.reduce((text, [moving, one]) => text.replaceAll(moving, one), type.toString("latin1"));
    type.write(brands, "latin1");
  }
  return still;
}
