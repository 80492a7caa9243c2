import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { referenceDocuments } from "#test/bench/extract/documents.ts";
import { runs } from "#test/support/property-runs.ts";
import { collectPages } from "#workers/documents/formats/pdf/excerpt/collect-pages.ts";
import { readCrossReferences } from "#workers/documents/formats/pdf/excerpt/cross-references.ts";
import { listPages } from "#workers/documents/formats/pdf/excerpt/list-pages.ts";
import { pdfBytes } from "#workers/documents/formats/pdf/excerpt/pdf-bytes.ts";
import { openPdfObjects } from "#workers/documents/formats/pdf/excerpt/pdf-objects.ts";
import { UncertainPdf } from "#workers/documents/formats/pdf/excerpt/uncertain-pdf.ts";
import { writePages } from "#workers/documents/formats/pdf/excerpt/write-pages.ts";
import { readPdf } from "#workers/documents/formats/pdf/read-pdf.ts";
import { readWindow } from "#workers/documents/formats/pdf/read-window.ts";
import type { Reading } from "#workers/documents/text/reading.ts";
import { line, pdf } from "../hostile/pdf-files.ts";
import { objects, pictureData } from "./pdf-sample.ts";
import { asHybrid, asStreams, asTable, asUpdate } from "./pdf-shapes.ts";

const enough = { skip: 0, size: 1 };
const shapes = [
  { shape: "a table", make: asTable },
  { shape: "an incremental update", make: asUpdate },
  { shape: "streams of objects", make: asStreams },
  { shape: "both, as Word writes it", make: asHybrid },
];

/** All windows, each read from an excerpt. */
async function windowsOf(bytes: Uint8Array): Promise<string[]> {
  const texts: string[] = [];
  for (let startPage = 1; ; ) {
    const reading = await readWindow(bytes.slice(), { enough, startPage });
    texts.push(reading.text);
    if (reading.hasMorePages !== true) return texts;
    startPage += reading.pages?.length ?? 0;
  }
}

function excerptOf(bytes: Uint8Array, pages: readonly number[]): string {
  const source = pdfBytes(bytes);
  const opened = openPdfObjects(source, readCrossReferences(source));
  const numbers = listPages(opened);
  const wanted = pages.map((page) => numbers[page - 1] ?? 0);
  return Buffer.from(writePages(collectPages(opened, wanted))).toString("latin1");
}

describe("an excerpt of a PDF", () => {
  it.each(shapes)("has the text of its pages as the whole has it, with $shape", async ({ make }) => {
    const bytes = make(objects);
    const whole = await readPdf(bytes.slice(), {});
    expect(whole.text).toBe(
      "[Page 1]\n\nfirstof two pieces\n\nNote: a remark\n\n[Page 2]\n\nwithin\n\n2nd\n\nNote: a remark\n\n" +
        "[Page 3]\n\nthird\n\n[Page 4]\n\nfourth",
    );
    const windows = await windowsOf(bytes);
    expect(windows.length).toBeGreaterThan(2);
    expect(windows.join("\n\n")).toBe(whole.text);
  });

  it("has nothing of other pages, of pictures, and of what links lead to", () => {
    const bytes = asTable(objects);
    expect(Buffer.from(bytes).includes(pictureData)).toBe(true);
    const one = excerptOf(bytes, [1]);
    expect(one).toContain("9 0 obj");
    expect(one).toContain("12 0 obj");
    for (const other of [5, 7, 8, 11, 17, 20, 21]) expect(one).not.toContain(`\n${other} 0 obj`);
    expect(one).not.toContain(pictureData);
    // A link to an object that was left out must not lead to one that was added.
    expect(one).toContain("/Root 18 0 R");
  });

  const references = referenceDocuments().filter(({ format }) => format === "pdf");
  it.each(references)("has the same text window by window as at once: $name", async ({ bytes }) => {
    const whole = await readPdf(bytes.slice(), {});
    const texts: string[] = [];
    let reading: Reading | undefined;
    for (let startPage = 1; reading === undefined || reading.hasMorePages === true; ) {
      reading = await readPdf(bytes.slice(), { enough, startPage });
      texts.push(reading.text);
      startPage += reading.pages?.length ?? 0;
    }
    expect(texts.join("\n\n")).toBe(whole.text);
  });
});

describe("a damaged PDF", () => {
  const pages = pdf(["first", "second", "third"].map((text) => line(`the ${text} page`)));
  const syntax = [
    ..."()<>[]/% 1509R\n",
    "obj",
    "endobj",
    "/Kids",
    "/Type",
    "/Page",
    "/Parent",
    "stream",
    "5 0 R",
    "null",
  ];
  const change = fc.record({ at: fc.nat(pages.length - 10), text: fc.constantFrom(...syntax) });

  it("has the same text in an excerpt as in the whole, if one can be made", async () => {
    let made = 0;
    const tries = runs(10_000);
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
        const bytes = Buffer.from(pages);
        for (const { at, text } of changes) bytes.write(text, at, "latin1");
        const all = { enough: { skip: 0, size: 1_000 } };
        const text = await readWindow(new Uint8Array(bytes), all).then(
          (reading) => reading.text,
          (error: unknown) => expect(error).toBeInstanceOf(UncertainPdf),
        );
        if (typeof text !== "string") return;
        made += 1;
        const whole = await readPdf(new Uint8Array(bytes), {}).catch(() => undefined);
        if (whole !== undefined) expect(text).toBe(whole.text);
      }),
      { numRuns: tries },
    );
    expect(made).toBeGreaterThan(tries / 50);
  });
});
