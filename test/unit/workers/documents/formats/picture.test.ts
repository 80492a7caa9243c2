import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { ImageMagick, Interlace, MagickFormat } from "@imagemagick/magick-wasm";
import { describe, expect, it } from "vitest";
import { bigTiff } from "#test/support/pictures/big-tiff.ts";
import { exifSegment, jpegFile, jpegSegment } from "#test/support/pictures/jpeg-file.ts";
import { bmpFile, gifFile } from "#test/support/pictures/other-files.ts";
import { convertedTo, pixelsOf, shownOf } from "#test/support/pictures/pixels.ts";
import { pngChunk, pngFile, pngRows } from "#test/support/pictures/png-file.ts";
import { movingWebp } from "#test/support/pictures/webp-file.ts";
import { extractDocument } from "#workers/documents/extract-document.ts";
import { picture as pictureFormat } from "#workers/documents/formats/binary-formats.ts";
import { maxPicturesBytes, type Picture } from "#workers/documents/pictures/picture.ts";
import { withImageMagick } from "#workers/documents/pictures/show-picture.ts";
import { isPlainPicture } from "#workers/documents/process/take-pictures.ts";
import { DocumentRefusal, ReaderBroken, wordsOf } from "#workers/documents/refusals.ts";

const red = [255, 0, 0, 255];
const green = [0, 255, 0, 255];
const blue = [0, 0, 255, 255];
const white = [255, 255, 255, 255];

/** Two rows of two pixels, all different. */
const four = pngRows([
  [255, 0, 0, 0, 255, 0],
  [0, 0, 255, 255, 255, 255],
]);
/** Two rows of three pixels, whose red, green and blue are 0x8000, 0x4000 and 0x2000. */
const sixteenBits = pngRows(Array(2).fill(Array(3).fill([0x80, 0, 0x40, 0, 0x20, 0]).flat()));
const palette = pngChunk("PLTE", Buffer.from([0, 255, 0]));
const twoByTwo = { width: 2, height: 2 };
const oneBlock = { width: 8, height: 8, levels: [9] };

const redFile = pngFile({ width: 3, height: 2, rows: pngRows(Array(2).fill([255, 0, 0, 255, 0, 0, 255, 0, 0])) });
const interlaced = await convertedTo("PNG", redFile, { interlace: Interlace.Png });
const [webp, tiff] = [await convertedTo("WEBP", redFile), await convertedTo("TIFF", redFile)];

/** A file with another size in its header. */
function sized(file: Buffer, at: number, size: readonly number[]): Buffer {
  file.set(size, at);
  return file;
}

/** A PNG file with opacity, of so many pixels a side, that can't be compressed. */
function noise(side: number, { isOpaque = false } = {}): Buffer {
  const rowBytes = side * 4 + 1;
  let seed = 1;
  const rows = Array.from({ length: rowBytes * side }, (_, at) => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    if (at % rowBytes === 0) return 0;
    return isOpaque && (at % rowBytes) % 4 === 0 ? 255 : seed >>> 24;
  });
  return pngFile({ width: side, height: side, colorType: 6, rows: Buffer.from(rows) });
}

/** What is encoded with losses misses a level by a few. */
async function expectAllOf(picture: Picture, color: readonly number[]): Promise<void> {
  for (const pixel of (await pixelsOf(picture)).flat()) {
    for (const [at, level] of pixel.entries()) expect(Math.abs(level - (color[at] ?? 0))).toBeLessThan(8);
  }
}

describe("a picture file", () => {
  it("is shown with a line that says its size", async () => {
    const { text, picture } = await shownOf(pngFile({ width: 2, height: 2, rows: four }));
    expect(text).toBe("[Picture of 2 × 2 pixels, shown as a picture]");
    expect(picture).toMatchObject({ mediaType: "image/png", width: 2, height: 2 });
    expect(await pixelsOf(picture)).toEqual([
      [red, green],
      [blue, white],
    ]);
  });

  it("is shrunk to 1,568 pixels on its longest side, and says so", async () => {
    const { text, picture } = await shownOf(pngFile({ width: 100, height: 3_136, depth: 1, colorType: 0 }));
    expect(text).toBe("[Picture of 100 × 3,136 pixels, shown as a picture, shrunk to 50 × 1,568 pixels]");
    expect(picture).toMatchObject({ width: 50, height: 1_568 });
  });

  it("keeps thin lines when it is shrunk, paler", async () => {
    // Every second column is black, every other white.
    const row = [0, ...Array.from({ length: 3_136 }, (_, x) => (x % 2) * 255)];
    const { picture } = await shownOf(pngFile({ width: 3_136, height: 1, colorType: 0, rows: Buffer.from(row) }));
    const [line = []] = await pixelsOf(picture);
    expect(line).toHaveLength(1_568);
    expect(line.every(([level = 0]) => level > 85 && level < 170)).toBe(true);
  });

  it.each([
    ["a GIF, its first frame", gifFile({ width: 3, height: 2, frames: 5 }), red],
    ["a BMP", bmpFile({ width: 3, height: 2, color: [255, 0, 0] }), blue],
    ["a BMP from the top", bmpFile({ width: 3, height: -2, color: [0, 255, 0] }), green],
    ["a JPEG in grey", jpegFile({ width: 3, height: 2, levels: [255] }), white],
    ["a JPEG in colours", jpegFile({ width: 3, height: 2, levels: [255, 128, 128] }), white],
    ["a JPEG in CMYK", jpegFile({ width: 3, height: 2, levels: [255, 255, 255, 255] }), white],
    ["a PNG of 16 bits", pngFile({ width: 3, height: 2, depth: 16, rows: sixteenBits }), [128, 64, 32, 255]],
    ["a PNG with a palette", pngFile({ width: 3, height: 2, depth: 2, colorType: 3, before: [palette] }), green],
    ["a PNG that is interlaced", interlaced, red],
    ["WebP", webp, red],
    ["TIFF", tiff, red],
  ])("may be %s", async (_, file, color) => {
    const { picture } = await shownOf(file);
    expect(picture).toMatchObject({ width: 3, height: 2 });
    expect(isPlainPicture(picture)).toBe(true);
    await expectAllOf(picture, color);
  });

  it("may be a JPEG that is progressive, and comes as one that is not", async () => {
    const file = await convertedTo("JPEG", noise(64, { isOpaque: true }), { interlace: Interlace.Jpeg });
    expect(file.includes(Buffer.from([0xff, 0xc2]))).toBe(true);
    const { picture } = await shownOf(file);
    expect(picture).toMatchObject({ mediaType: "image/jpeg", width: 64, height: 64 });
    expect(isPlainPicture(picture)).toBe(true);
  });

  it("may be WebP that moves, of which the first frame is shown", async () => {
    const { text, picture } = await shownOf(await movingWebp([red, green, blue].map((color) => color.slice(0, 3))));
    expect(text).toBe("[Picture of 16 × 16 pixels, shown as a picture]");
    await expectAllOf(picture, red);
  });

  it("keeps what is transparent in it", async () => {
    const rows = pngRows([[255, 0, 0, 255, 0, 0, 255, 0]]);
    const { picture } = await shownOf(pngFile({ width: 2, height: 1, colorType: 6, rows }));
    expect(picture.mediaType).toBe("image/png");
    expect((await pixelsOf(picture))[0]?.map(([, , , opacity]) => opacity)).toEqual([255, 0]);
    const clear = pngChunk("tRNS", Buffer.from([0, 255, 0, 0, 0, 0]));
    const keyed = await shownOf(pngFile({ width: 2, height: 2, rows: four, before: [clear] }));
    expect((await pixelsOf(keyed.picture)).flat().map(([, , , opacity]) => opacity)).toEqual([0, 255, 255, 255]);
  });

  it.each([
    [1, ["red", "green", "blue", "white"]],
    [2, ["green", "red", "white", "blue"]],
    [3, ["white", "blue", "green", "red"]],
    [4, ["blue", "white", "red", "green"]],
    [5, ["red", "blue", "green", "white"]],
    [6, ["blue", "red", "white", "green"]],
    [7, ["white", "green", "blue", "red"]],
    [8, ["green", "white", "red", "blue"]],
  ])("stands upright, whatever EXIF says: %i", async (orientation, names) => {
    const colors: Record<string, number[] | undefined> = { red, green, blue, white };
    const before = [pngChunk("eXIf", exifSegment(orientation).subarray(10))];
    const turned = await shownOf(pngFile({ width: 2, height: 2, rows: four, before }));
    expect((await pixelsOf(turned.picture)).flat()).toEqual(names.map((name) => colors[name]));
    const file = jpegFile({ width: 16, height: 8, levels: [9], before: [exifSegment(orientation)] });
    const { text, picture } = await shownOf(file);
    const [width, height] = orientation < 5 ? [16, 8] : [8, 16];
    expect(picture).toMatchObject({ width, height });
    expect(text).toContain(`${width} × ${height} pixels`);
  });

  it("brings nothing but its pixels", async () => {
    const secret = Buffer.from("SECRET");
    const text = pngChunk("tEXt", Buffer.concat([Buffer.from("Comment\0"), secret]));
    const segments = [exifSegment(6), ...[0xfe, 0xe2, 0xed].map((marker) => jpegSegment(marker, secret))];
    const files = [
      pngFile({ ...twoByTwo, rows: four, before: [text], after: [text] }),
      jpegFile({ width: 64, height: 64, levels: [9, 9, 9], before: segments }),
      gifFile(twoByTwo),
    ];
    for (const file of files.map((one) => Buffer.concat([one, secret]))) {
      expect(file.includes("SECRET")).toBe(true);
      const { picture } = await shownOf(file);
      expect(isPlainPicture(picture)).toBe(true);
      expect(Buffer.from(picture.bytes).includes("SECRET")).toBe(false);
    }
  });

  it("stays within 600,000 bytes, with less quality or fewer pixels", async () => {
    const { picture } = await shownOf(noise(800));
    expect(picture.bytes.length).toBeLessThanOrEqual(maxPicturesBytes);
    expect(picture.mediaType).toBe("image/jpeg");
  });

  it("is refused by its header when decoding it would take too much, and is damaged when the header lies", async () => {
    const refusalOf = async (width: number, height: number) =>
      await extractDocument({ bytes: pngFile({ width, height, colorType: 6, rows: four }), mediaType: "" });
    expect(await refusalOf(6_500, 6_500)).toEqual({ ok: false, refusal: "tooManyPixels" });
    expect(await refusalOf(0xffffffff, 0xffffffff)).toEqual({ ok: false, refusal: "damaged" });
    expect(await refusalOf(3_000, 3_000)).toEqual({ ok: false, refusal: "damaged" });
    expect(await refusalOf(0, 1)).toEqual({ ok: false, refusal: "damaged" });
  });

  it.each([
    ["900 million pixels of a bit", pngFile({ width: 30_000, height: 30_000, depth: 1, colorType: 0, rows: four })],
    ["a JPEG file of 3,600 million pixels", jpegFile({ ...oneBlock, says: { width: 60_000, height: 60_000 } })],
    ["a GIF file of 1,600 million pixels", sized(gifFile(twoByTwo), 24, [0x40, 0x9c, 0x40, 0x9c])],
    [
      "a BMP file with a row of 100 million pixels",
      sized(bmpFile({ ...twoByTwo, color: [9, 9, 9] }), 18, [0, 225, 245, 5]),
    ],
  ])("is refused for %s before it is decoded", async (_what, bytes) => {
    expect(await extractDocument({ bytes, mediaType: "" })).toEqual({ ok: false, refusal: "tooManyPixels" });
  });

  it.each([
    ["HEIC", "heic", "\0\0\0\x18ftypheic\0\0\0\0mif1heic"],
    ["HEIC of another brand", "heic", "\0\0\0\x14ftypmif1\0\0\0\0heic"],
    ["AVIF", "picture", "\0\0\0\x1cftypavif\0\0\0\0mif1miaf"],
    ["JPEG XL", "picture", "\0\0\0\x0cJXL \r\n\x87\n\0\0\0\x14ftypjxl "],
    ["JPEG XL without boxes", "picture", "\xff\x0a\xfa\x1f\x01"],
    ["JPEG 2000", "picture", "\0\0\0\x0cjP  \r\n\x87\n\0\0\0\x14ftypjp2 "],
    ["Photoshop", "picture", "8BPS\0\x01\0\0\0\0\0\0"],
  ] as const)("of a format that can't be shown says so: %s", async (_, refusal, bytes) => {
    const read = await extractDocument({ bytes: Buffer.from(bytes, "latin1"), mediaType: "image/png" });
    expect(read).toEqual({ ok: false, refusal });
    expect(wordsOf(refusal).advice).toBe("Ask for a copy as JPEG or PNG.");
  });

  it.each([bigTiff("II"), bigTiff("MM")])("may be TIFF with offsets of 64 bits", async (file) => {
    const { picture } = await shownOf(file);
    expect(await pixelsOf(picture)).toEqual([[[64, 64, 64, 255], white]]);
  });
});

describe("ImageMagick", () => {
  it("reads no format but those of its policy", async () => {
    const ppm = Buffer.from("P6 1 1 255 abc");
    const read = withImageMagick(() => ImageMagick.read(ppm, MagickFormat.Ppm, ({ width }) => width));
    await expect(read).rejects.toThrow(DocumentRefusal);
  });

  it("is asked nothing more in a process in which it stopped in its work", async () => {
    const stopped = withImageMagick(() => {
      throw new RangeError("memory access out of bounds");
    });
    await expect(stopped).rejects.toThrow(ReaderBroken);
    const broken = { ...pictureFormat, read: () => stopped };
    const document = { bytes: pngFile(twoByTwo), mediaType: "" };
    await expect(extractDocument(document, [broken])).rejects.toThrow(ReaderBroken);
  });
});

describe("a process that can't load ImageMagick", () => {
  it("ends, so that no later picture counts as damaged", async () => {
    const program = `
      const { withImageMagick } = await import("#workers/documents/pictures/show-picture.ts");
      WebAssembly.Module = class { constructor() { throw new RangeError("out of memory"); } };
      const failures = [];
      for (let picture = 1; picture <= 2; picture += 1)
        await withImageMagick(() => "shown").catch((error) => failures.push([error.constructor.name, error.message]));
      console.log(JSON.stringify(failures));
    `;
    const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", program]);
    const broken = ["ReaderBroken", "ImageMagick can't be loaded."];
    expect(JSON.parse(stdout)).toEqual([broken, broken]);
  });
});

describe("what the worker takes as a picture", () => {
  const size = { width: 8, height: 8 };
  const isPng = (bytes: Uint8Array) => isPlainPicture({ mediaType: "image/png", ...size, bytes });

  it("is a file of the type and size that is told, and whole", async () => {
    const files = [jpegFile(oneBlock), pngFile({ ...size, colorType: 6 }), noise(64, { isOpaque: true })];
    const pictures = await Promise.all(files.map(async (file) => (await shownOf(file)).picture));
    expect(pictures.map(({ mediaType }) => mediaType)).toEqual(["image/png", "image/png", "image/jpeg"]);
    for (const picture of pictures) {
      const { bytes, mediaType } = picture;
      expect(isPlainPicture(picture)).toBe(true);
      expect(isPlainPicture({ ...picture, width: 9 })).toBe(false);
      const other = mediaType === "image/png" ? "image/jpeg" : "image/png";
      expect(isPlainPicture({ ...picture, mediaType: other })).toBe(false);
      expect(isPlainPicture({ ...picture, bytes: Buffer.concat([bytes, Buffer.from("x")]) })).toBe(false);
      expect(isPlainPicture({ ...picture, bytes: bytes.subarray(0, -2) })).toBe(false);
    }
  });

  const comment = pngChunk("tEXt", Buffer.from("a\0b"));
  it.each([
    ["a comment before its data", pngFile({ ...size, before: [comment] })],
    ["a comment after its data", pngFile({ ...size, after: [comment] })],
    ["a second header", pngFile({ ...size, before: [pngFile(size).subarray(8, 33)] })],
    ["a palette", pngFile({ ...size, colorType: 3, before: [pngChunk("PLTE", Buffer.alloc(48))] })],
    ["other colours than ours", pngFile({ ...size, colorType: 0 })],
    ["sixteen bits", pngFile({ ...size, depth: 16 })],
    ["rows that are interlaced", pngFile({ ...size, isInterlaced: true })],
    ["no data", pngFile({ ...size, data: [] })],
    ["something in its end", pngFile({ ...size, after: [pngChunk("IEND", Buffer.from("x"))] })],
  ])("is no PNG with %s", (_, bytes) => {
    expect(isPng(pngFile(size))).toBe(true);
    expect(isPng(bytes)).toBe(false);
  });

  const jfif = Buffer.from("4a46494600010100000100010000", "hex");
  const start = Buffer.from([0xff, 0xd8]);
  const end = Buffer.from([0xff, 0xd9]);
  const steps = jpegSegment(0xdb, Buffer.alloc(65));
  const frame = jpegSegment(0xc0, [8, 0, 8, 0, 8, 1, 1, 0x11, 0]);
  const codes = jpegSegment(0xc4, Buffer.alloc(17));
  const scan = Buffer.concat([jpegSegment(0xda, [1, 1, 0, 0, 63, 0]), Buffer.from([1, 0xff, 0, 2])]);
  const [head, plain] = [jpegSegment(0xe0, jfif), [steps, frame, codes, scan]];
  const isJpeg = (parts: readonly Uint8Array[]) =>
    isPlainPicture({ mediaType: "image/jpeg", ...size, bytes: Buffer.concat([start, ...parts, end]) });

  it.each<[string, readonly Uint8Array[]]>([
    ...[0xe1, 0xe2, 0xee, 0xfe, 0xdc, 0xdd].map((marker): [string, Uint8Array[]] => [
      `a segment ${marker.toString(16)}`,
      [head, jpegSegment(marker, [1]), ...plain],
    ]),
    ["no mark of JFIF", plain],
    ["a second mark of JFIF", [head, head, ...plain]],
    ["more in its mark of JFIF", [jpegSegment(0xe0, [...jfif, 1]), ...plain]],
    ["a progressive frame", [head, steps, jpegSegment(0xc2, frame.subarray(4)), codes, scan]],
    ["a second frame", [head, steps, frame, frame, codes, scan]],
    ["a second scan", [head, ...plain, scan]],
    ["tables after its scan", [head, ...plain, codes]],
    ["no scan", [head, steps, frame, codes]],
    ["a restart in its scan", [head, ...plain, Buffer.from([0xff, 0xd0, 1])]],
    ["bytes that fill up a marker", [head, ...plain, Buffer.from([0xff])]],
  ])("is no JPEG with %s", (_, parts) => {
    expect(isJpeg([head, ...plain])).toBe(true);
    expect(isJpeg(parts)).toBe(false);
  });
});
