import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { pixelsOf } from "#test/support/pictures/pixels.ts";
import { codings, type ScanCoding } from "#test/support/pictures/scan-codings.ts";
import { type PdfPageContent, scannedPdf } from "#test/support/pictures/scanned-pdf.ts";
import { isThorough } from "#test/support/property-runs.ts";
import { readScanPages } from "#workers/documents/formats/pdf/pictures/read-scan-pages.ts";
import { readPdf } from "#workers/documents/formats/pdf/read-pdf.ts";
import { maxPicturesBytes } from "#workers/documents/pictures/picture.ts";
import { withImageMagick } from "#workers/documents/pictures/show-picture.ts";
import { isPlainPicture } from "#workers/documents/process/take-pictures.ts";

/** Read in any time. */
const readScans = (pages: readonly PdfPageContent[], numbers: readonly number[]) =>
  readScanPages(new Uint8Array(scannedPdf(pages)), numbers, { now: () => 0 });

const scansOf = async (pages: readonly PdfPageContent[], numbers: readonly number[]) =>
  (await readScans(pages, numbers)).pictures ?? [];

const black = [0, 0, 0, 255];
const white = [255, 255, 255, 255];
const red = [255, 0, 0, 255];
const blue = [0, 0, 255, 255];

/** In the middle of each quarter: above on the left and right, then below. */
const quarters: readonly { scan: ScanCoding; levels: readonly number[][] }[] = [
  { scan: "ccitt", levels: [black, white, white, black] },
  { scan: "jbig2", levels: [black, white, white, black] },
  { scan: "jpeg2000", levels: [red, red, blue, blue] },
];

async function quartersOf(
  scan: ScanCoding,
  more: { placing?: string; isStencil?: boolean } = {},
): Promise<(number[] | undefined)[]> {
  const [found] = await scansOf([{ scan, ...more }], [1]);
  const rows = found === undefined ? [] : await pixelsOf(found);
  expect(rows).toHaveLength(297);
  // JPEG 2000 misses a level by one or two.
  return [50, 250].flatMap((y) => [50, 160].map((x) => rows[y]?.[x]?.map((level) => (level > 127 ? 255 : 0))));
}

/** The same numbers in each run. */
function numbersFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return Math.floor((state / 0x8000_0000) * below);
  };
}

/** The data of a scan with up to four bytes of chance. */
function mutated(scan: ScanCoding, below: (below: number) => number): Buffer {
  const data = Buffer.from(codings[scan].data);
  for (let left = 1 + below(4); left > 0; left -= 1) data[below(data.length)] = below(256);
  return data;
}

// Loading it is no part of what is read here.
beforeAll(() => withImageMagick(() => undefined));

describe("a scan in JBIG2, CCITT or JPEG 2000", () => {
  it.each(quarters)("is shown with its pixels: $scan", async ({ scan, levels }) => {
    expect(await quartersOf(scan)).toEqual(levels);
  });

  it("stands beside scans that need no decoder of WebAssembly", async () => {
    const pages = [{ scan: "jpeg" }, { scan: "jbig2" }, { scan: "bits" }, { scan: "ccitt" }] as const;
    expect((await scansOf(pages, [1, 2, 3, 4])).map(({ page }) => page)).toEqual([1, 2, 3, 4]);
  });

  it("is decoded in a process that reads the texts of other documents before and after", async () => {
    const words = new Uint8Array(scannedPdf([{ words: "signed in Kyoto" }]));
    for (let round = 0; round < 2; round += 1) {
      expect((await readPdf(words.slice(), {})).text).toContain("signed in Kyoto");
      expect(await scansOf([{ scan: "jbig2" }], [1])).toHaveLength(1);
    }
  });
});

describe("a page that paints a scan through a stencil", () => {
  it.each(["ccitt", "jbig2"] as const)("is shown, though nothing is said of it without a decoder: %s", async (scan) => {
    expect(await quartersOf(scan, { isStencil: true })).toEqual([black, white, white, black]);
  });
});

describe("a scan that is painted upside down or mirrored", () => {
  it.each<{ scan: ScanCoding; placing: string; levels: readonly number[][] }>([
    { scan: "jpeg2000", placing: "-595 0 0 -842 595 842", levels: [blue, blue, red, red] },
    { scan: "jpeg2000", placing: "595 0 0 -842 0 842", levels: [blue, blue, red, red] },
    { scan: "ccitt", placing: "-595 0 0 842 595 0", levels: [white, black, black, white] },
  ])("is shown as it stands on its page: $scan by $placing", async ({ scan, placing, levels }) => {
    expect(await quartersOf(scan, { placing })).toEqual(levels);
  });
});

describe("decoders of scans that can't be loaded", () => {
  it("are loaded for the next document", async () => {
    const program = `
      import { registerHooks } from "node:module";
      import { scannedPdf } from "#test/support/pictures/scanned-pdf.ts";
      import { readScanPages } from "#workers/documents/formats/pdf/pictures/read-scan-pages.ts";
      let failures = 1;
      registerHooks({
        resolve(name, context, next) {
          if (name === "pdfjs-dist/legacy/build/pdf.mjs" && failures-- > 0) throw new RangeError("out of memory");
          return next(name, context);
        },
      });
      const shown = [];
      for (let document = 1; document <= 2; document += 1)
        shown.push((await readScanPages(new Uint8Array(scannedPdf([{ scan: "jbig2" }])), [1])).pictures?.length ?? 0);
      console.log(JSON.stringify(shown));
    `;
    const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", program]);
    expect(JSON.parse(stdout)).toEqual([0, 1]);
  });
});

describe("a scan whose data are damaged", () => {
  it.each(quarters)("is left out, or shown as pixels, and harms no later one: $scan", async ({ scan, levels }) => {
    const below = numbersFrom(7);
    const pages = Array.from({ length: isThorough ? 200 : 20 }, () => ({ scan, data: mutated(scan, below) }));
    let shown = 0;
    for (let next: number | undefined = 1; next !== undefined; ) {
      const first: number = next;
      const numbers = pages.map((_, at) => at + 1).filter((number) => number >= first);
      const { pictures = [], pages: looked = [] } = await readScans(pages, numbers);
      for (const picture of pictures) {
        expect(isPlainPicture(picture)).toBe(true);
        expect(picture.bytes.length).toBeLessThanOrEqual(maxPicturesBytes);
      }
      shown += pictures.length;
      next = numbers.find((number) => !looked.some((page) => page.number === number));
    }
    expect(shown).toBeGreaterThan(0);
    expect(await quartersOf(scan)).toEqual(levels);
  });
});
