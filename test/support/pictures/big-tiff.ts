/** A TIFF file with offsets of 64 bits (BigTIFF): two pixels, dark grey and white. */
export function bigTiff(order: "II" | "MM"): Buffer {
  const file = Buffer.alloc(headerBytes + 8 + entries.length * entryBytes + 8);
  const isLittle = order === "II";
  const write16 = (value: number, at: number) =>
    (isLittle ? file.writeUInt16LE : file.writeUInt16BE).call(file, value, at);
  const write64 = (value: number, at: number) =>
    (isLittle ? file.writeBigUInt64LE : file.writeBigUInt64BE).call(file, BigInt(value), at);
  file.write(order, "latin1");
  write16(43, 2);
  write16(8, 4);
  write64(headerBytes, 8);
  // The pixels stand between the header and the directory.
  file.set(pixels, 16);
  write64(entries.length, headerBytes);
  for (const [index, [tag, value]] of entries.entries()) {
    const at = headerBytes + 8 + index * entryBytes;
    write16(tag, at);
    write16(long8, at + 2);
    write64(1, at + 4);
    write64(value, at + 12);
  }
  return file;
}

const pixels = [64, 255];
const headerBytes = 24;
const entryBytes = 20;
const long8 = 16;
/** Width, height, bits, no packing, black is zero, where the pixels are, one sample, rows and bytes of a strip. */
const entries = [
  [256, 2],
  [257, 1],
  [258, 8],
  [259, 1],
  [262, 1],
  [273, 16],
  [277, 1],
  [278, 1],
  [279, 2],
] as const;
