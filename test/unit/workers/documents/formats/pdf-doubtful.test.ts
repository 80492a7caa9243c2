import { deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readCrossReferences } from "#workers/documents/formats/pdf/excerpt/cross-references.ts";
import { pdfBytes } from "#workers/documents/formats/pdf/excerpt/pdf-bytes.ts";
import { openPdfObjects } from "#workers/documents/formats/pdf/excerpt/pdf-objects.ts";
import { readReferenceTable } from "#workers/documents/formats/pdf/excerpt/reference-table.ts";
import { UncertainPdf } from "#workers/documents/formats/pdf/excerpt/uncertain-pdf.ts";
import { openPdf } from "#workers/documents/formats/pdf/open-pdf.ts";
import { readPages } from "#workers/documents/formats/pdf/read-pages.ts";
import { readWindow } from "#workers/documents/formats/pdf/read-window.ts";
import { line, pdf } from "../hostile/pdf-files.ts";
import { objects } from "./pdf-sample.ts";
import { asStreams, asTable, type PdfContent } from "./pdf-shapes.ts";

const enough = { skip: 0, size: 1_000 };

const replaced = (at: number, object: PdfContent) => objects.map((one, index) => (index === at - 1 ? object : one));
const changed = (from: string | RegExp, to: string, make = asTable) =>
  new Uint8Array(Buffer.from(Buffer.from(make(objects)).toString("latin1").replace(from, to), "latin1"));
const deep = `${"[".repeat(100)}${"]".repeat(100)}`;

const doubtful: { what: string; bytes: Uint8Array }[] = [
  { what: "is encrypted", bytes: asTable(objects, "/Encrypt << >> ") },
  {
    what: "is a form",
    bytes: asTable(replaced(1, "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [16 0 R] >> >>")),
  },
  {
    what: "has files attached to it",
    bytes: asTable(replaced(1, "<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles << /Names [] >> >> >>")),
  },
  {
    what: "has files attached to it by a list elsewhere",
    bytes: asTable([...replaced(1, "<< /Type /Catalog /Pages 2 0 R /Names 22 0 R >>"), "<< /EmbeddedFiles << >> >>"]),
  },
  { what: "has other bytes before its mark", bytes: changed("%PDF", "\n%PDF") },
  { what: "does not say at its end where its cross-references are", bytes: changed(/startxref\n\d+/, "startxref\n") },
  { what: "has an object elsewhere than is said", bytes: changed("9 0 obj", "99 0 obj") },
  {
    what: "has an object that does not end",
    bytes: changed("(a remark) /P 4 0 R >>\nendobj", "(a remark) /P 4 0 R >>\nendob "),
  },
  { what: "has a stream of another length than is said", bytes: asTable(replaced(19, "50")) },
  { what: "has a stream whose length is nowhere", bytes: asTable(replaced(19, "(51)")) },
  { what: "counts other pages than it has", bytes: changed("/Count 4", "/Count 5") },
  { what: "has a tree of pages with a cycle", bytes: changed("[3 0 R 8 0 R]", "[3 0 R 2 0 R]") },
  {
    what: "has a list of pages elsewhere",
    bytes: asTable([...replaced(2, "<< /Type /Pages /Count 4 /Kids 22 0 R >>"), "[3 0 R 8 0 R]"]),
  },
  { what: "has a reference to another generation", bytes: changed("5 0 R 7 0 R", "5 1 R 7 0 R") },
  { what: "has an object of another generation", bytes: changed(/00000 n(.\ntrailer)/, "00001 n$1") },
  {
    what: "says a thing twice",
    bytes: asTable(replaced(3, "<< /Type /Pages /Parent 2 0 R /Count 3 /Kids [4 0 R 5 0 R 7 0 R] /Parent 2 0 R >>")),
  },
  {
    what: "writes names with escapes",
    bytes: asTable(replaced(7, "<< /Type /Page /Parent 3 0 R /Content#73 20 0 R >>")),
  },
  { what: "has words that are no values", bytes: changed("/Rotate 90", "/Rotate xx") },
  {
    what: "is nested deeply",
    bytes: asTable(replaced(17, `<< /Deep ${deep} >>`).with(15, `<< /Subtype /Text /X 17 0 R >>`)),
  },
  { what: "has a page as the contents of another", bytes: changed("/Contents 20 0 R", "/Contents  8 0 R") },
  { what: "has a picture as the contents of a page", bytes: changed("/Contents 20 0 R", "/Contents 13 0 R") },
  {
    what: "has a stream of objects with another filter",
    bytes: changed(/(\/ObjStm .*\/)FlateDecode/, "$1LZWDecode", asStreams),
  },
];

describe("a PDF that is read whole for each window", () => {
  it.each(doubtful)("is one that $what", async ({ bytes }) => {
    const first = readWindow(bytes.slice(), { enough });
    await expect(first).rejects.toThrow(UncertainPdf);
  });

  it("is one with a page of which nothing could be read in an excerpt", async () => {
    const document = await openPdf(pdf([line("one")]));
    let isClosed = false;
    const source = {
      count: 1,
      find: async () => ({ document, at: 2 }),
      onBroken() {
        throw new UncertainPdf();
      },
      async close() {
        isClosed = true;
        await document.loadingTask.destroy();
      },
    };
    await expect(readPages(source, {})).rejects.toThrow(UncertainPdf);
    expect(isClosed).toBe(true);
  });

  it("is one with a part that inflates to very much", () => {
    const data = Buffer.from(`20 0 (x)${" ".repeat(6_000_000)}`);
    // Otherwise it would be more than may be read of such a short document.
    const padding = { dictionary: "", data: Buffer.alloc(2_000_000) };
    const dictionary = "/Type /ObjStm /N 1 /First 5 /Filter /FlateDecode";
    const source = pdfBytes(asTable([...objects, { dictionary, data: deflateSync(data) }, padding]));
    const references = readCrossReferences(source);
    const container = objects.length + 1;
    const placeOf = (number: number) => (number === 20 ? { container, index: 0 } : references.placeOf(number));
    expect(() => openPdfObjects(source, { ...references, placeOf }).get(20)).toThrow(UncertainPdf);
  });

  it("is one with thousands of objects within each other", () => {
    const numbers = Array.from({ length: 2_000 }, (_, at) => at);
    const heads = numbers.map((number) => `${number} 0 obj (`);
    const source = pdfBytes(Buffer.from(`${heads.join("")}${") endobj x ".repeat(numbers.length)}`));
    const offsets = numbers.map((number) => heads.slice(0, number).join("").length);
    const references = {
      root: 0,
      isEncrypted: false,
      ranges: [],
      placeOf: (at: number) => ({ offset: offsets[at] ?? 0 }),
    };
    const nested = openPdfObjects(source, references);
    expect(nested.get(0)).toMatchObject({ number: 0, isPicture: false });
    expect(() => numbers.map(nested.get)).toThrow(UncertainPdf);
  });

  it("is one with cross-references in thousands of pieces, in one table or many", async () => {
    const many = "9 0\n".repeat(2_000);
    expect(() => readReferenceTable(Buffer.from(`xref\n${many}trailer\n<< >>`), 0)).toThrow(UncertainPdf);
    let bytes = asTable(objects);
    for (let update = 0; update < 1_001; update += 1) {
      const previous = /.*startxref\n(\d+)/s.exec(Buffer.from(bytes.subarray(-100)).toString("latin1"))?.[1];
      const trailer = `trailer\n<< /Size 22 /Root 1 0 R /Prev ${previous} >>\nstartxref\n${bytes.length}\n%%EOF\n`;
      bytes = new Uint8Array(Buffer.concat([bytes, Buffer.from(`xref\n4 0\n${trailer}`)]));
    }
    await expect(readWindow(bytes, { enough })).rejects.toThrow(UncertainPdf);
  });
});
