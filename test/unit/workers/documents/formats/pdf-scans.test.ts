import { beforeAll, describe, expect, it } from "vitest";
import { ownCpuMs } from "#test/support/own-cpu.ts";
import { pixelsOf } from "#test/support/pictures/pixels.ts";
import { type PdfPageContent, scannedPdf } from "#test/support/pictures/scanned-pdf.ts";
import { readScanPages } from "#workers/documents/formats/pdf/pictures/read-scan-pages.ts";
import { pagesWithoutText, withScans } from "#workers/documents/formats/pdf/pictures/with-scans.ts";
import { readPdf } from "#workers/documents/formats/pdf/read-pdf.ts";
import { maxPicturesBytes } from "#workers/documents/pictures/picture.ts";
import { withImageMagick } from "#workers/documents/pictures/show-picture.ts";
import { isPlainPicture } from "#workers/documents/process/take-pictures.ts";
import type { Reading } from "#workers/text/reading.ts";

/** On which each look takes a second and a half. */
function slowClock(): () => number {
  let nowMs = 0;
  return () => {
    nowMs += 1_500;
    return nowMs;
  };
}

const noScans = { text: "", pages: [], pageCount: 0 };

/** A window, by default with all the time that its pictures take. */
async function read(bytes: Buffer, { startPage = 1, now = () => 0 }: { startPage?: number; now?: () => number } = {}) {
  const plain = await readPdf(new Uint8Array(bytes), { startPage, enough: { skip: 0, size: 20_000 } });
  const wanted = pagesWithoutText(plain);
  const scans = wanted.length > 0 ? await readScanPages(new Uint8Array(bytes), wanted, { now }) : noScans;
  return withScans<Reading>(plain, scans);
}

const line = "[Picture of this page of 210 × 297 pixels, shown as a picture]";
const jpeg = { scan: "jpeg" } as const;

// Loading it is no part of the time that pictures have here.
beforeAll(() => withImageMagick(() => undefined));

describe("a scanned PDF", () => {
  it("is shown page by page, with a line where each picture stands", async () => {
    const text = await read(scannedPdf([jpeg, { scan: "bits" }]));
    expect(text.text).toBe(`[Page 1]\n\n${line}\n\n[Page 2]\n\n${line}`);
    expect(text.pages).toEqual([
      { number: 1, from: 0 },
      { number: 2, from: text.text.indexOf("[Page 2]") },
    ]);
    expect(text.pictures).toMatchObject([
      { page: 1, width: 210, height: 297 },
      { page: 2, width: 210, height: 297 },
    ]);
    expect(text.gaps).toEqual([{ kind: "scanned" }]);
    for (const picture of text.pictures ?? []) expect(isPlainPicture(picture)).toBe(true);
  });

  it.each(["bits", "stencil"] as const)("of %s is black on white", async (scan) => {
    const [picture] = (await read(scannedPdf([{ scan, width: 208, height: 208 }]))).pictures ?? [];
    if (picture === undefined) throw new Error("no picture");
    const [row = []] = await pixelsOf(picture);
    // 0xf0: four bits of 1, which is white, then four of 0.
    expect(row.slice(0, 8).map(([level]) => level)).toEqual([255, 255, 255, 255, 0, 0, 0, 0]);
  });

  it("stands upright where its pages are turned", async () => {
    const { pictures, text } = await read(scannedPdf([{ ...jpeg, rotate: 90 }]));
    expect(pictures).toMatchObject([{ width: 297, height: 210 }]);
    expect(text).toContain("297 × 210 pixels");
  });

  /** The windows of some pages, by the numbers of the pages that are shown. */
  async function windowsOf(
    now: () => number,
    pages: readonly PdfPageContent[] = Array.from({ length: 14 }, () => jpeg),
  ) {
    const long = scannedPdf(pages);
    const windows: (number | undefined)[][] = [];
    let next: number | undefined = 1;
    while (next !== undefined) {
      const { pictures = [], hasMorePages, pages = [] }: Reading = await read(long, { startPage: next, now });
      windows.push(pictures.map(({ page }) => page));
      expect(pictures.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBeLessThanOrEqual(maxPicturesBytes);
      next = hasMorePages === true ? (pages.at(-1)?.number ?? 0) + 1 : undefined;
    }
    return windows;
  }

  const fourteen = Array.from({ length: 14 }, (_, at) => at + 1);

  it("comes six pages at a time", async () => {
    const windows = await windowsOf(() => 0);
    expect(windows.map(({ length }) => length)).toEqual([6, 6, 2]);
    expect(windows.flat()).toEqual(fourteen);
  });

  it("comes to its end where a page among the first has nothing to show", async () => {
    const pages = Array.from({ length: 20 }, (_, at) => (at === 1 ? { scan: "none" as const } : jpeg));
    const numbers = pages.flatMap((_, at) => (at === 1 ? [] : [at + 1]));
    expect((await windowsOf(() => 0, pages)).flat()).toEqual(numbers);
    const mixed = [{ words: "first" }, ...pages];
    expect((await windowsOf(() => 0, mixed)).flat()).toEqual(numbers.map((number) => number + 1));
  });

  it("is shown behind any number of pages that have nothing to show", async () => {
    const blank = { scan: "none" } as const;
    const pages = [...Array.from({ length: 40 }, () => blank), jpeg];
    expect(await windowsOf(() => 0, pages)).toEqual([[41]]);
    expect(await windowsOf(() => 0, [{ words: "first" }, ...pages])).toEqual([[42]]);
  });

  it("is reached by the next windows where looking for it takes long", async () => {
    const pages = [...Array.from({ length: 7 }, () => ({ scan: "none" }) as const), jpeg];
    expect(await windowsOf(slowClock(), pages)).toEqual([[], [], [8]]);
  });

  it("is shown where several pages have one picture", async () => {
    const { pictures } = await read(scannedPdf([jpeg, { ...jpeg, sameAs: 0 }, { ...jpeg, sameAs: 0 }]));
    expect(pictures?.map(({ page }) => page)).toEqual([1, 2, 3]);
  });

  it("comes fewer pages at a time where they take long", async () => {
    const windows = await windowsOf(slowClock());
    expect(windows.flat()).toEqual(fourteen);
    expect(windows[0]).toEqual([1, 2, 3]);
  });
});

describe("a PDF with some scanned pages", () => {
  it("has their pictures among its text", async () => {
    const { text, pictures, gaps } = await read(scannedPdf([{ words: "before" }, jpeg, { words: "after" }]));
    expect(text).toBe(`[Page 1]\n\nbefore\n\n[Page 2]\n\n${line}\n\n[Page 3]\n\nafter`);
    expect(pictures).toMatchObject([{ page: 2 }]);
    expect(gaps).toBeUndefined();
  });

  it("says which pages have nothing that can be shown", async () => {
    const small = { ...jpeg, width: 100, height: 100 };
    const { text, pictures, gaps } = await read(scannedPdf([{ words: "x" }, { scan: "none" }, jpeg, small]));
    expect(text).toBe(`[Page 1]\n\nx\n\n[Page 2]\n\n[Page 3]\n\n${line}\n\n[Page 4]`);
    expect(pictures).toMatchObject([{ page: 3 }]);
    expect(gaps).toEqual([{ kind: "nothingToShow", pages: [2, 4] }]);
  });

  it("keeps its text where a picture has too many pixels, and says so", async () => {
    const huge = { scan: "stencil", width: 36_000, height: 1_000 } as const;
    const { text, pictures, gaps } = await read(scannedPdf([{ words: "x" }, huge]));
    expect(text).toMatch(/^\[Page 1\]\n\nx\n\n\[Page 2\]\n\n\[The picture of this page may be larger .* at 300 dpi\]$/);
    expect(pictures).toBeUndefined();
    expect(gaps).toBeUndefined();
  });

  it.each(["bits", "stencil"] as const)("shows a page of A4 in 600 dpi where it is of %s", async (scan) => {
    const { text, pictures } = await read(scannedPdf([{ scan, width: 4_960, height: 7_016 }]));
    expect(text).toContain("Picture of this page of 4,960 × 7,016 pixels");
    expect(pictures).toMatchObject([{ width: 1_109, height: 1_568 }]);
  });

  it("decodes no page of more than 16 megapixels where a picture has bytes for them", async () => {
    const bytes = scannedPdf([{ ...jpeg, width: 4_096, height: 4_000 }, { scan: "bits" }]);
    expect((await read(bytes)).pictures).toMatchObject([{ page: 2 }]);
  });

  it("is looked through in time, even where it is full of names of pictures", async () => {
    const names = new Uint8Array(Buffer.alloc(6_000_000, "/Image"));
    expect(await ownCpuMs(() => readScanPages(names, [1]).catch(() => undefined))).toBeLessThan(5_000);
  });

  it("shares the room for pictures among the pages that are asked for", async () => {
    const pages = 4;
    const data = Buffer.from(
      Array.from({ length: 158 * 1_784 }, (_, at) => (Math.imul(at, 2_654_435_761) >>> 13) & 255),
    );
    const noise = { scan: "bits", width: 1_260, height: 1_784, data } as const;
    const [one] = (await read(scannedPdf([noise]))).pictures ?? [];
    const [first] = (await read(scannedPdf(Array.from({ length: pages }, () => noise)))).pictures ?? [];
    expect(one?.bytes.length).toBeGreaterThan(maxPicturesBytes / pages);
    expect(first?.bytes.length).toBeLessThanOrEqual(maxPicturesBytes / pages);
  });
});
