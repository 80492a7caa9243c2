import { type DecodedPicture, rowsOf } from "#workers/documents/pictures/picture.ts";
import { requireRoom } from "#workers/documents/pictures/require-room.ts";
import { DocumentRefusal } from "#workers/documents/refusals.ts";
import { firstGifFrame } from "./first-gif-frame.ts";
import { unpackLzw } from "./gif-lzw.ts";

/** The rows of an interlaced frame: where each pass begins, and its steps (GIF89a, appendix E). */
const passes = [
  [0, 8],
  [4, 8],
  [2, 4],
  [1, 2],
] as const;

/** Decodes the first frame of a GIF file. The others are not looked at, however many there are. */
export function decodeGif(bytes: Uint8Array): DecodedPicture {
  const found = firstGifFrame(bytes);
  if (found === undefined) throw new DocumentRefusal("damaged");
  const { width, height, frame, palette, transparent, leastBits, data } = found;
  // Four bytes for each pixel of the picture, and one for each of the frame.
  requireRoom(frame, frame.width * frame.height);
  requireRoom({ width, height }, width * height * 4 + frame.width * frame.height);
  const numbers = unpackLzw(data, leastBits, frame.width * frame.height);
  const pixels = new Uint8ClampedArray(width * height * 4);
  for (const [row, y] of rowOrder(frame.height, found.isInterlaced).entries()) {
    for (let x = 0; x < frame.width; x += 1) {
      const color = numbers[row * frame.width + x] ?? 0;
      const isOutside = frame.x + x >= width || frame.y + y >= height;
      if (isOutside || color === transparent) continue;
      const at = ((frame.y + y) * width + frame.x + x) * 4;
      for (let channel = 0; channel < 3; channel += 1) pixels[at + channel] = palette[color * 3 + channel] ?? 0;
      pixels[at + 3] = 255;
    }
  }
  return rowsOf({ width, height, data: pixels });
}

/** Where the rows of a frame stand, in the order in which they come. */
function rowOrder(height: number, isInterlaced: boolean): number[] {
  const all = Array.from({ length: height }, (_, y) => y);
  return isInterlaced ? passes.flatMap(([from, step]) => all.filter((y) => y >= from && (y - from) % step === 0)) : all;
}
