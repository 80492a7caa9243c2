/** A GIF file whose frames each have one colour of two: red and black. Its data are not packed. */
export function gifFile({
  width,
  height,
  frames = 1,
  frame = { x: 0, y: 0, width, height },
}: {
  width: number;
  height: number;
  frames?: number;
  frame?: { x: number; y: number; width: number; height: number };
}): Buffer {
  const words = (...values: number[]) => values.flatMap((value) => [value & 255, value >> 8]);
  const head = [...Buffer.from("GIF89a"), ...words(width, height), 0x80, 0, 0, 0, 0, 0, 255, 0, 0];
  const frameOf = (color: number) => [
    0x2c,
    ...words(frame.x, frame.y, frame.width, frame.height),
    0,
    2,
    ...gifBlocks(frame.width * frame.height, color),
    0,
  ];
  const all = Array.from({ length: frames }, (_, at) => Buffer.from(frameOf((at + 1) % 2)));
  return Buffer.concat([Buffer.from(head), ...all, Buffer.from(";")]);
}

/** Codes of three bits: before each colour, that all are forgotten, so that none gets longer. */
function gifBlocks(pixels: number, color: number): number[] {
  const codes = [...Array.from({ length: pixels }, () => [4, color]).flat(), 5];
  const bits = codes.flatMap((code) => [code & 1, (code >> 1) & 1, code >> 2]);
  const bytes = Array.from({ length: Math.ceil(bits.length / 8) }, (_, at) =>
    bits.slice(at * 8, at * 8 + 8).reduce((byte, bit, place) => byte | (bit << place), 0),
  );
  const blocks: number[] = [];
  for (let at = 0; at < bytes.length; at += 255) {
    const block = bytes.slice(at, at + 255);
    blocks.push(block.length, ...block);
  }
  return blocks;
}

/** A BMP file of one colour (blue, green, red), of 24 bits, the bottom row first. */
export function bmpFile({ width, height, color }: { width: number; height: number; color: readonly number[] }): Buffer {
  const rowBytes = Math.ceil((width * 24) / 32) * 4;
  const file = Buffer.alloc(54 + rowBytes * Math.abs(height));
  file.write("BM", "latin1");
  file.writeUInt32LE(file.length, 2);
  file.writeUInt32LE(54, 10);
  file.writeUInt32LE(40, 14);
  file.writeInt32LE(width, 18);
  file.writeInt32LE(height, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(24, 28);
  for (let y = 0; y < Math.abs(height); y += 1) {
    for (let x = 0; x < width; x += 1) file.set(color, 54 + y * rowBytes + x * 3);
  }
  return file;
}
