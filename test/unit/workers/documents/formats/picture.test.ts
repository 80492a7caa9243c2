import { describe, expect, it } from "vitest";
import { exifSegment, jpegFile, jpegSegment } from "#test/support/pictures/jpeg-file.ts";
import { bmpFile, gifFile } from "#test/support/pictures/other-files.ts";
import { pixelsOf, shownOf } from "#test/support/pictures/pixels.ts";
import { pngChunk, pngFile, pngRows } from "#test/support/pictures/png-file.ts";
import { extractDocument } from "#workers/documents/extract-document.ts";
import { isPlainPicture } from "#workers/documents/pictures/is-plain-picture.ts";
import { maxPicturesBytes } from "#workers/documents/pictures/picture-limits.ts";
import { wordsOf } from "#workers/documents/refusals.ts";

const [red, green, blue, white] = [
  [255, 0, 0, 255],
  [0, 255, 0, 255],
  [0, 0, 255, 255],
  [255, 255, 255, 255],
];
const rgb = (pixel: readonly number[]) => pixel.slice(0, 3);

/** Two rows of two pixels, all different. */
const four = pngRows([
  [255, 0, 0, 0, 255, 0],
  [0, 0, 255, 255, 255, 255],
]);
/** A GIF file of 48 × 40 pixels in four colours, packed by another program: `(x * y >> 3) % 4`. */
const gif =
  "R0lGODlhMAAoAIEAAAAAAP8AAAD/AAAA/ywAAAAAMAAoAAAC/4SPqcvtEKKMoto6ss5sTjRdGyiJGklZo1EKJxuoHJS6w9G+NIzd" +
  "dM+zBWcpYkz44xRZQAoRw1MefQGmEuq03qZJLQQbo7q+1y12nA1byeYt+a2Oo+dtON3elt/ugXoMr2elhmZGNrhVGHYIkSjwxQjZ" +
  "BzBGOaDo8pfpKMlJtWe5+ZkpGjoJColZmorKOPq3iim6x9rn6tg6G/uKO2la6xgqCWx5Gkws3DtcewycjLvsfNs8HV1NfW2dDby8" +
  "jH18bM1NnNzdC75N3Hw+We64ng4AL9CHXjVvaW4fT78/gM7ubx9Ad/b44btHcKBAhAvpOQwIMSG+gwUHPnTnjp3AiNMONU7E2HHe" +
  "RpD+KpYcWYVjPIQpRYo8+THlypY0Z9qE+TJnTZw75/XUGY+nAZ49Z7Z8edLoSqQilfpjWmVp1Aw+g1aYejVlSaxNqUawarVq2K9j" +
  "pz4lS1VsWrRPfZptSzbo2bhp3Q5NK7et26h36+5FsOHChwMbAl+w4EECg8IaDld4ADmyZAWJaxxmPINyZRRHemSmYXkFjNA6cmSu" +
  "8aIFEtCecUQtQmVKbCA/kMAeMlsKlC9CnIgZk2QLFwheuGRhw1s48DBm0KjB4+eM8jrQ4RQAADs=";

/** Of one row. */
function wideBmp(width: number): Buffer {
  const file = Buffer.concat([bmpFile({ width: 1, height: 1, color: [0, 0, 0] }), Buffer.alloc(width * 3)]);
  file.writeInt32LE(width, 18);
  return file;
}

describe("a picture file", () => {
  it("is shown with a line that says its size", async () => {
    const { text, picture } = await shownOf(pngFile({ width: 2, height: 2, rows: four }));
    expect(text).toBe("[Picture of 2 × 2 pixels, shown beside this text]");
    expect(picture).toMatchObject({ mediaType: "image/png", width: 2, height: 2 });
    expect(await pixelsOf(picture)).toEqual([
      [red, green],
      [blue, white],
    ]);
  });

  it("is shrunk to 1,568 pixels on its longest side, and says so", async () => {
    const { text, picture } = await shownOf(pngFile({ width: 100, height: 3_136, depth: 1, colorType: 0 }));
    expect(text).toBe("[Picture of 100 × 3,136 pixels, shown beside this text, shrunk to 50 × 1,568 pixels]");
    expect(picture).toMatchObject({ width: 50, height: 1_568 });
  });

  it("keeps thin lines when it is shrunk, paler", async () => {
    // Every second column is black, every other white.
    const row = [0, ...Array.from({ length: 3_136 }, (_, x) => (x % 2) * 255)];
    const { picture } = await shownOf(pngFile({ width: 3_136, height: 1, colorType: 0, rows: Buffer.from(row) }));
    const [line = []] = await pixelsOf(picture);
    expect(line).toHaveLength(1_568);
    expect(line.every(([level = 0]) => Math.abs(level - 127.5) <= 1)).toBe(true);
  });

  it.each([
    ["a GIF, its first frame", gifFile({ width: 3, height: 2, frames: 5 }), red],
    ["a BMP", bmpFile({ width: 3, height: 2, color: [255, 0, 0] }), blue],
    ["a BMP from the top", bmpFile({ width: 3, height: -2, color: [0, 255, 0] }), green],
    ["a JPEG in grey", jpegFile({ width: 3, height: 2, levels: [255] }), white],
    ["a JPEG in colours", jpegFile({ width: 3, height: 2, levels: [255, 128, 128] }), white],
    ["a JPEG in CMYK", jpegFile({ width: 3, height: 2, levels: [255, 255, 255, 255] }), white],
    ["a PNG of 16 bits", pngFile({ width: 3, height: 2, depth: 16, colorType: 0 }), [0, 0, 0, 255]],
    [
      "a PNG with a palette",
      pngFile({ width: 3, height: 2, depth: 2, colorType: 3, before: [pngChunk("PLTE", Buffer.from([0, 255, 0]))] }),
      green,
    ],
  ])("may be %s", async (_, file, color) => {
    const { picture } = await shownOf(file);
    expect(picture).toMatchObject({ width: 3, height: 2 });
    for (const pixel of (await pixelsOf(picture)).flat()) {
      for (const [at, level] of pixel.entries()) expect(Math.abs(level - (color[at] ?? 0))).toBeLessThan(8);
    }
  });

  it("may be a GIF as other programs pack it", async () => {
    const { picture } = await shownOf(Buffer.from(gif, "base64"));
    const colors = [[0, 0, 0], rgb(red ?? []), rgb(green ?? []), rgb(blue ?? [])];
    const rows = await pixelsOf(picture);
    expect(rows).toHaveLength(40);
    for (const [y, row] of rows.entries()) {
      expect(row.map(rgb)).toEqual(Array.from({ length: 48 }, (_, x) => colors[((x * y) >> 3) % 4]));
    }
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

  it("is the same when it is interlaced", async () => {
    const level = (x: number, y: number) => (x * 29 + y * 13) % 256;
    const plain = Array.from({ length: 9 }, (_, y) => [0, ...Array.from({ length: 9 }, (_x, x) => level(x, y))]).flat();
    const steps = [
      [0, 0, 8, 8],
      [4, 0, 8, 8],
      [0, 4, 4, 8],
      [2, 0, 4, 4],
      [0, 2, 2, 4],
      [1, 0, 2, 2],
      [0, 1, 1, 2],
    ];
    const passes = steps.flatMap(([x0 = 0, y0 = 0, stepX = 1, stepY = 1]) => {
      const rows: number[] = [];
      for (let y = y0; y < 9; y += stepY) {
        rows.push(0);
        for (let x = x0; x < 9; x += stepX) rows.push(level(x, y));
      }
      return rows;
    });
    const grey = { width: 9, height: 9, colorType: 0 };
    const [one, other] = await Promise.all([
      shownOf(pngFile({ ...grey, rows: Buffer.from(plain) })),
      shownOf(pngFile({ ...grey, isInterlaced: true, rows: Buffer.from(passes) })),
    ]);
    expect(await pixelsOf(other.picture)).toEqual(await pixelsOf(one.picture));
  });

  it("is decoded with each filter that a PNG may have", async () => {
    const rows = Buffer.from([1, 10, 20, 30, 2, 1, 1, 1, 3, 5, 5, 5, 4, 7, 7, 7]);
    const { picture } = await shownOf(pngFile({ width: 3, height: 4, colorType: 0, rows }));
    const levels = (await pixelsOf(picture)).map((row) => row.map(([level]) => level));
    expect(levels).toEqual([
      [10, 30, 60],
      [11, 31, 61],
      [10, 25, 48],
      [17, 32, 55],
    ]);
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
    const { turnUpright } = await import("#workers/documents/pictures/turn-upright.ts");
    const colors = { red, green, blue, white } as Record<string, number[] | undefined>;
    const data = Uint8ClampedArray.from([red, green, blue, white].flatMap((color) => color ?? []));
    const turned = turnUpright({ width: 2, height: 2, data }, orientation);
    expect([...turned.data]).toEqual(names.flatMap((name) => colors[name] ?? []));
    const file = jpegFile({ width: 16, height: 8, levels: [9], before: [exifSegment(orientation)] });
    const { text, picture } = await shownOf(file);
    const [width, height] = orientation < 5 ? [16, 8] : [8, 16];
    expect(picture).toMatchObject({ width, height });
    expect(text).toContain(`${width} × ${height} pixels`);
  });

  it("brings nothing but its pixels", async () => {
    const secret = Buffer.from("SECRET");
    const text = pngChunk("tEXt", Buffer.concat([Buffer.from("Comment\0"), secret]));
    const files = [
      Buffer.concat([pngFile({ width: 2, height: 2, rows: four, before: [text], after: [text] }), secret]),
      Buffer.concat([
        jpegFile({
          width: 64,
          height: 64,
          levels: [9, 9, 9],
          before: [exifSegment(6), jpegSegment(0xfe, secret), jpegSegment(0xe2, secret), jpegSegment(0xed, secret)],
        }),
        secret,
      ]),
      Buffer.concat([gifFile({ width: 2, height: 2 }), secret]),
    ];
    for (const file of files) {
      expect(file.includes("SECRET")).toBe(true);
      const { picture } = await shownOf(file);
      expect(isPlainPicture(picture)).toBe(true);
      expect(Buffer.from(picture.bytes).includes("SECRET")).toBe(false);
    }
  });

  it("stays within 600,000 bytes, with less quality or fewer pixels", async () => {
    // Noise can't be compressed.
    let seed = 1;
    const noise = Buffer.from(
      Array.from({ length: (1_200 * 4 + 1) * 1_200 }, (_, at) => {
        seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff;
        return at % (1_200 * 4 + 1) === 0 ? 0 : seed >> 16;
      }),
    );
    const { picture } = await shownOf(pngFile({ width: 1_200, height: 1_200, colorType: 6, rows: noise }));
    expect(picture.bytes.length).toBeLessThanOrEqual(maxPicturesBytes);
    expect(picture.mediaType).toBe("image/jpeg");
  });

  it("is refused by its header when decoding it would take too much, and is damaged when the header lies", async () => {
    const refusalOf = async (width: number, height: number) =>
      await extractDocument({ bytes: pngFile({ width, height, colorType: 6, rows: four }), mediaType: "" });
    expect(await refusalOf(6_500, 6_500)).toEqual({ ok: false, refusal: "tooManyPixels" });
    expect(await refusalOf(0xffffffff, 0xffffffff)).toEqual({ ok: false, refusal: "tooManyPixels" });
    expect(await refusalOf(6_000, 6_000)).toEqual({ ok: false, refusal: "damaged" });
    expect(await refusalOf(0, 1)).toEqual({ ok: false, refusal: "damaged" });
  });

  it.each([
    ["a row of bits of 40 million pixels", pngFile({ width: 40_000_000, height: 1, depth: 1, colorType: 0 })],
    ["900 million pixels of a bit", pngFile({ width: 30_000, height: 30_000, depth: 1, colorType: 0, rows: four })],
    ["a BMP file with a row of 10 million pixels", wideBmp(10_000_000)],
  ])("is refused for %s before it is decoded", async (_what, bytes) => {
    const found = await extractDocument({ bytes, mediaType: "" });
    expect(found).toEqual({ ok: false, refusal: "tooManyPixels" });
  });

  it.each([
    ["HEIC", "\0\0\0\x18ftypheic\0\0\0\0"],
    ["HEIC of another brand", "\0\0\0\x18ftypmif1\0\0\0\0"],
    ["AVIF", "\0\0\0\x18ftypavif\0\0\0\0"],
    ["TIFF", "II*\0\x08\0\0\0"],
    ["WebP", "RIFF\0\0\0\0WEBP"],
  ])("of a format that can't be shown says so: %s", async (_, bytes) => {
    const read = await extractDocument({ bytes: Buffer.from(bytes, "latin1"), mediaType: "image/png" });
    expect(read).toEqual({ ok: false, refusal: "picture" });
    expect(wordsOf("picture").advice).toBe("Ask for a copy as JPEG or PNG.");
  });
});

describe("what the worker takes as a picture", () => {
  const shown = async () => (await shownOf(jpegFile({ width: 8, height: 8, levels: [9, 9, 9] }))).picture;

  it("is a JPEG or PNG of the size that is told, with nothing but pixels", async () => {
    const png = await shown();
    expect(png.mediaType).toBe("image/png");
    expect(isPlainPicture(png)).toBe(true);
    expect(isPlainPicture({ ...png, width: 9 })).toBe(false);
    expect(isPlainPicture({ ...png, mediaType: "image/jpeg" })).toBe(false);
    expect(isPlainPicture({ ...png, bytes: Buffer.concat([png.bytes, Buffer.from("x")]) })).toBe(false);
    expect(isPlainPicture({ ...png, bytes: png.bytes.subarray(0, -4) })).toBe(false);
    const size = { width: 8, height: 8 };
    const comment = pngChunk("tEXt", Buffer.from("a\0b"));
    const files = [pngFile(size), pngFile({ ...size, before: [comment] }), pngFile({ ...size, after: [comment] })];
    expect(files.map((bytes) => isPlainPicture({ ...png, bytes }))).toEqual([true, false, false]);
  });

  it("is no JPEG with a segment that our code doesn't write", () => {
    const size = { width: 8, height: 8 };
    const jfif = Buffer.from("4a46494600010100000100010000", "hex");
    const plainOf = (before: readonly Buffer[], after = "") =>
      isPlainPicture({
        mediaType: "image/jpeg",
        ...size,
        bytes: Buffer.concat([jpegFile({ ...size, levels: [9], before }), Buffer.from(after)]),
      });
    expect(plainOf([jpegSegment(0xe0, jfif)])).toBe(true);
    expect(plainOf([jpegSegment(0xe0, jfif)], "x")).toBe(false);
    expect(plainOf([jpegSegment(0xe0, jfif), jpegSegment(0xe0, jfif)])).toBe(false);
    expect(plainOf([jpegSegment(0xe0, Buffer.concat([jfif, Buffer.from("x")]))])).toBe(false);
    for (const marker of [0xe1, 0xe2, 0xee, 0xfe]) expect(plainOf([jpegSegment(marker, [1])])).toBe(false);
  });
});
