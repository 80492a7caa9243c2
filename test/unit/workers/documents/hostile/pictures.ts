import { deflateSync } from "node:zlib";
import { exifSegment, jpegFile, jpegSegment, scanHeader } from "#test/support/pictures/jpeg-file.ts";
import { bmpFile, gifFile } from "#test/support/pictures/other-files.ts";
import { convertedTo } from "#test/support/pictures/pixels.ts";
import { pngChunk, pngFile } from "#test/support/pictures/png-file.ts";
import { movingWebp } from "#test/support/pictures/webp-file.ts";
import { ending, type HostileDocument, megabyte } from "./hostile-document.ts";

const tooMany = /^The picture has more pixels than can be decoded/;
const small = { width: 16, height: 16 };
const jpeg = { ...small, levels: [9, 9, 9] };
const bomb = () => deflateSync(Buffer.alloc(500 * megabyte));
const patched = (file: Buffer, at: number, bytes: readonly number[]) => {
  file.set(bytes, at);
  return file;
};
/** A script that is a picture too, or the other way round. */
const script = Buffer.from("/*<script>alert(1)</script>*/=1;//");
const endOfImage = Buffer.from([0xff, 0xd9]);

const jpegs: Readonly<Record<string, HostileDocument>> = {
  ...ending("error", {
    "a JPEG of nothing but its mark": () => Buffer.from([0xff, 0xd8, 0xff, 0, 0]),
    "a JPEG that ends in its header": () => jpegFile(jpeg).subarray(0, 150),
    "a JPEG that says it has 65,535 × 65,535 pixels": () =>
      jpegFile({ ...jpeg, says: { width: 65_535, height: 65_535 } }),
    "a JPEG without height": () => jpegFile({ ...jpeg, says: { height: 0 } }),
    "a JPEG without width": () => jpegFile({ ...jpeg, says: { width: 0 } }),
    "a JPEG of five components": () => jpegFile({ ...small, levels: [1, 2, 3, 4, 5] }),
    "a JPEG whose components are nowhere": () => jpegFile({ ...jpeg, says: { factors: 0 } }),
    "a JPEG without loss": () => jpegFile({ ...jpeg, says: { marker: 0xc3 } }),
    "a JPEG without its tables": () => jpegFile({ ...jpeg, tables: [] }),
    "a JPEG's mark, then 20 MB of noise": () =>
      Buffer.concat([Buffer.from([0xff, 0xd8]), Buffer.alloc(20 * megabyte, "\xff\xe0\x00\x02", "latin1")]),
  }),
  ...ending(undefined, {
    "a JPEG without data": () => jpegFile({ ...jpeg, data: Buffer.alloc(0) }),
    "a JPEG that is cut off in its data": () => jpegFile({ ...jpeg, width: 4_000, height: 3_000 }).subarray(0, 50_000),
    "a JPEG that says it has 7,000 × 7,000 pixels and has 256": () =>
      jpegFile({ ...jpeg, levels: [9], says: { width: 7_000, height: 7_000 } }),
    "a JPEG of 12 bits": () => jpegFile({ ...jpeg, says: { precision: 12 } }),
    "a JPEG with a second frame of 65,500 × 65,500 pixels": () => {
      const frame = jpegSegment(0xc0, [8, 255, 220, 255, 220, 1, 1, 0x11, 0]);
      return jpegFile({ ...jpeg, data: Buffer.concat([frame, endOfImage]) });
    },
    "a JPEG that says in its data that it has 65,535 rows": () => {
      const rows = jpegSegment(0xdc, [0xff, 0xff]);
      return jpegFile({
        ...jpeg,
        width: 16_000,
        levels: [9],
        data: Buffer.concat([Buffer.alloc(8), rows, endOfImage]),
      });
    },
  }),
  ...ending("text", {
    "a JPEG in CMYK": () => jpegFile({ ...small, levels: [9, 9, 9, 9] }),
    "a JPEG with 20 MB of comments": () =>
      jpegFile({ ...jpeg, before: Array(310).fill(jpegSegment(0xfe, Buffer.alloc(65_000, "secret "))) }),
    "a JPEG whose EXIF points outside of it": () =>
      jpegFile({ ...jpeg, before: [patched(exifSegment(6), 14, [0xff, 0xff, 0xff, 0xf0])] }),
    "a JPEG that is a zip archive too": () => Buffer.concat([jpegFile(jpeg), Buffer.from("PK\x03\x04secret")]),
  }),
  ...ending(
    undefined,
    {
      "a JPEG of 200,000 scans of 20 megapixels": () => {
        const scan = Buffer.concat([scanHeader(1, [0, 0, 0x10]), Buffer.from([0])]);
        const data = Buffer.concat([...Array.from({ length: 200_000 }, () => scan), endOfImage]);
        return jpegFile({ width: 5_000, height: 4_000, levels: [9], says: { marker: 0xc2 }, data });
      },
    },
    { isEndless: true },
  ),
};

const pngs: Readonly<Record<string, HostileDocument>> = {
  ...ending("error", {
    "a PNG that says it has four billion pixels a side": () =>
      pngFile({ width: 0xffffffff, height: 0xffffffff, rows: Buffer.alloc(9) }),
    "a PNG without width": () => pngFile({ width: 0, height: 9, rows: Buffer.alloc(9) }),
    "a PNG whose data inflate to less than it says": () =>
      pngFile({ width: 5_000, height: 5_000, rows: Buffer.alloc(9) }),
    "a PNG of a million parts without data": () => pngFile({ ...small, data: Array(megabyte).fill(Buffer.alloc(0)) }),
    "a PNG whose data can't be inflated": () => pngFile({ ...small, data: [Buffer.alloc(megabyte, "x")] }),
    "a PNG of an unknown filter": () => pngFile({ ...small, rows: Buffer.alloc(784, 9) }),
    "a PNG of an unknown kind of colours": () => pngFile({ ...small, colorType: 5 }),
    "a PNG without its palette": () => pngFile({ ...small, colorType: 3 }),
    "a PNG whose first chunk is longer than the file": () => patched(pngFile(small), 8, [0x7f, 0xff, 0xff, 0xff]),
    "a PNG with a second header of four billion pixels": () =>
      pngFile({ ...small, before: [pngFile({ width: 0xffffffff, height: 9, data: [] }).subarray(8, 33)] }),
  }),
  ...ending("text", {
    "a PNG of 16 pixels whose data inflate to 500 MB": () => pngFile({ width: 4, height: 4, data: [bomb()] }),
    "a PNG whose colour profile inflates to 500 MB": () =>
      pngFile({ ...small, before: [pngChunk("iCCP", Buffer.concat([Buffer.from("secret\0\0"), bomb()]))] }),
    "a PNG whose comment inflates to 500 MB": () =>
      pngFile({ ...small, before: [pngChunk("zTXt", Buffer.concat([Buffer.from("secret\0\0"), bomb()]))] }),
    "a PNG that is interlaced and has 16 bits": () =>
      pngFile({ width: 1, height: 1, depth: 16, colorType: 6, isInterlaced: true, rows: Buffer.alloc(9) }),
    "a PNG with 10,000 frames": () =>
      pngFile({ ...small, after: Array(10_000).fill(pngChunk("fdAT", Buffer.alloc(1_000))) }),
    "a PNG of 17 megapixels with opacity": () => pngFile({ width: 5_120, height: 3_320, colorType: 6 }),
    "a PNG of 1,000,000 × 1 pixels": () => pngFile({ width: megabyte, height: 1, depth: 1, colorType: 0 }),
    "a PNG that is a page of HTML too": () => Buffer.concat([pngFile(small), script]),
  }),
  ...ending(tooMany, {
    "a PNG of 20 megapixels with opacity": () => pngFile({ width: 5_000, height: 4_000, colorType: 6 }),
  }),
};

const others: Readonly<Record<string, HostileDocument>> = {
  ...ending("text", {
    "a GIF of 200,000 frames": () => {
      const one = gifFile({ width: 2, height: 2 });
      const frame = one.subarray(19, -1);
      return Buffer.concat([one.subarray(0, -1), ...Array.from({ length: 200_000 }, () => frame), Buffer.from(";")]);
    },
    "a GIF that says it has 65,535 × 65,535 pixels": () => patched(gifFile(small), 6, [255, 255, 255, 255]),
    "a GIF that is a script too": () => Buffer.concat([gifFile({ width: 0x2a2f, height: 16 }), script]),
  }),
  ...ending(undefined, {
    "a GIF whose frame is larger than itself": () => patched(gifFile(small), 24, [255, 31, 255, 31]),
  }),
  ...ending("error", {
    "a GIF without a frame": () => Buffer.concat([gifFile(small).subarray(0, 19)]),
    "a GIF that ends in its data": () => gifFile(small).subarray(0, -4),
    "a BMP of the smallest number of rows that there is": () =>
      patched(bmpFile({ ...small, color: [9, 9, 9] }), 22, [0, 0, 0, 0x80]),
    "a BMP whose pixels are outside of it": () =>
      patched(bmpFile({ ...small, color: [9, 9, 9] }), 10, [255, 255, 255, 255]),
    "a BMP without width": () => patched(bmpFile({ ...small, color: [9] }), 18, [0, 0, 0, 0]),
  }),
};

const [webp, tiff] = await Promise.all(
  (["WEBP", "TIFF"] as const).map((format) => convertedTo(format, pngFile(small))),
);
const moving = await movingWebp(Array(20).fill([255, 0, 0]));
/** A file cut off at a place where its data are. */
const half = (file: Buffer = Buffer.alloc(0)) => file.subarray(0, Math.floor(file.length / 2));

const converted: Readonly<Record<string, HostileDocument>> = {
  ...ending("error", {
    "a WebP that is cut off": () => half(webp),
    "a WebP of a frame that is cut off": () => moving.subarray(0, 90),
    "a WebP of a frame without data": () => moving.subarray(0, 68),
    "a WebP whose frame says it has 16 million pixels a side": () =>
      patched(Buffer.from(moving), 58, Array(6).fill(255)),
    "a WebP of a million empty parts": () => Buffer.concat([moving.subarray(0, 12), Buffer.alloc(8 * megabyte)]),
    "a TIFF that is cut off": () => half(tiff),
  }),
  ...ending("text", {
    "a WebP of 200,000 frames": () => Buffer.concat([moving, ...Array(10_000).fill(moving.subarray(44))]),
  }),
};

/** Pictures that are bombs, cut off, endless, or not what they say. */
export const hostilePictures: Readonly<Record<string, HostileDocument>> = {
  ...jpegs,
  ...pngs,
  ...others,
  ...converted,
};
