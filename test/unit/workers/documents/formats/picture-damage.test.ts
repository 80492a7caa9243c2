import fc from "fast-check";
import { expect, it } from "vitest";
import { exifSegment, jpegFile } from "#test/support/pictures/jpeg-file.ts";
import { bmpFile, gifFile } from "#test/support/pictures/other-files.ts";
import { convertedTo } from "#test/support/pictures/pixels.ts";
import { pngChunk, pngFile } from "#test/support/pictures/png-file.ts";
import { movingWebp } from "#test/support/pictures/webp-file.ts";
import { runs } from "#test/support/property-runs.ts";
import { extractDocument } from "#workers/documents/extract-document.ts";
import { maxPicturesBytes, maxSidePixels } from "#workers/documents/pictures/picture.ts";
import { isPlainPicture } from "#workers/documents/process/take-pictures.ts";

const size = { width: 19, height: 17 };
const files: readonly Buffer[] = [
  pngFile({ ...size, before: [pngChunk("tEXt", Buffer.from("a\0b"))] }),
  pngFile({ ...size, colorType: 3, depth: 4, before: [pngChunk("PLTE", Buffer.alloc(48, 7))] }),
  pngFile({ ...size, colorType: 6, depth: 16 }),
  jpegFile({ ...size, levels: [9, 128, 128], before: [exifSegment(6)] }),
  jpegFile({ ...size, levels: [1, 2, 3, 4] }),
  gifFile({ ...size, frames: 2 }),
  bmpFile({ ...size, color: [1, 2, 3] }),
  await movingWebp([
    [255, 0, 0],
    [0, 0, 255],
  ]),
  ...(await Promise.all((["WEBP", "TIFF"] as const).map((format) => convertedTo(format, pngFile(size))))),
];

/** A file with some of its bytes replaced, and cut off. */
const damaged = fc
  .record({
    file: fc.constantFrom(...files),
    changes: fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 0, max: 255 })), {
      maxLength: 4,
    }),
    kept: fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })),
  })
  .map(({ file, changes, kept }) => {
    const bytes = Uint8Array.from(file.subarray(0, Math.ceil(file.length * kept)));
    for (const [place, value] of changes) bytes[Math.floor(place * (bytes.length - 1))] = value;
    return bytes;
  });

it("a damaged picture is refused, or shown within limits and with nothing but pixels", async () => {
  await fc.assert(
    fc.asyncProperty(damaged, async (bytes) => {
      const read = await extractDocument({ bytes, mediaType: "image/png" });
      expect("text" in read || "refusal" in read).toBe(true);
      const { pictures = [] } = "text" in read ? read.text : {};
      for (const picture of pictures) {
        expect(isPlainPicture(picture)).toBe(true);
        expect(Math.max(picture.width, picture.height)).toBeLessThanOrEqual(maxSidePixels);
        expect(picture.bytes.length).toBeLessThanOrEqual(maxPicturesBytes);
      }
    }),
    { numRuns: runs(2_000) },
  );
}, 60_000);
