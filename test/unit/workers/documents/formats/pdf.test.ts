import { describe, expect, it } from "vitest";
import { referenceDocuments } from "#test/bench/extract/documents.ts";
import { pdfFile } from "#test/support/pdf-file.ts";
import { extractDocument } from "#workers/documents/extract-document.ts";
import { readPdf } from "#workers/documents/formats/pdf/read-pdf.ts";
import type { Reading } from "#workers/text/reading.ts";
import { line, pdf } from "../hostile/pdf-files.ts";
import { inWords } from "./in-words.ts";
import { objects } from "./pdf-sample.ts";

const picture = { content: "0 0 10 10 re f" };

/** A document of three pages, of which that one's content is an object that isn't there. */
function withBrokenPage(page: 1 | 2 | 3, others = line("text")): Uint8Array {
  const bytes = Buffer.from(pdf([others, others, others]));
  bytes.write("9 9 R", bytes.indexOf(`${3 + page * 2} 0 R >>`));
  return new Uint8Array(bytes);
}

describe("a PDF", () => {
  it("is read from its mark on when other bytes come before it", async () => {
    const bytes = new Uint8Array([0xef, 0xbb, 0xbf, 0x0d, 0x0a, ...pdf([line("one"), line("two")])]);
    const extraction = await extractDocument({ bytes, mediaType: "application/pdf" });
    expect(extraction).toMatchObject({ ok: true, text: { text: "[Page 1]\n\none\n\n[Page 2]\n\ntwo" } });
  });
});

describe("a PDF that is read for one window", () => {
  const references = referenceDocuments().filter(({ format }) => format === "pdf");
  const sample = { name: "all that a page may have", bytes: pdfFile(objects) };

  it.each([sample, ...references])("has the same text window by window as at once: $name", async ({ bytes }) => {
    const whole = await readPdf(bytes.slice(), {});
    const texts: string[] = [];
    let reading: Reading | undefined;
    for (let startPage = 1; reading === undefined || reading.hasMorePages === true; ) {
      reading = await readPdf(bytes.slice(), { enough: { skip: 0, size: 1 }, startPage });
      texts.push(reading.text);
      startPage += reading.pages?.length ?? 0;
    }
    expect(texts.length).toBe(whole.pageCount);
    expect(texts.join("\n\n")).toBe(whole.text);
  });
});

describe("pages of a PDF without text", () => {
  it("are named when they were read alone, and say nothing of the pages that were not read", async () => {
    const three = [line("one"), line("two"), picture];
    const { incomplete } = inWords(await readPdf(pdf(three), { startPage: 3, endPage: 3 }));
    expect(incomplete).toBe("Pages without a text layer, which are most likely pictures: 3.");
  });

  it("are called a scanned document when all of its pages were read, and only then", async () => {
    const four = pdf([picture, picture, picture, picture]);
    expect(inWords(await readPdf(four.slice(), {}))).toMatchObject({
      text: "",
      pages: [],
      incomplete: expect.stringMatching(/^The document has no text layer/),
    });
    expect(inWords(await readPdf(four, { startPage: 2 })).incomplete).toMatch(/pictures: 2, 3, 4\.$/);
  });

  it("are called damaged, not pictures, where they could not be read", async () => {
    const { text, incomplete } = inWords(await readPdf(withBrokenPage(2), {}));
    expect(text).toBe("[Page 1]\n\ntext\n\n[Page 2]\n\n[Page 3]\n\ntext");
    expect(incomplete).toBe("Damaged pages, of which nothing could be read: 2.");
  });

  it("are told apart where some are pictures and some are damaged", async () => {
    const { incomplete } = inWords(await readPdf(withBrokenPage(1, picture), {}));
    expect(incomplete).toMatch(/pictures: 2, 3\. Damaged pages, .{10,50}: 1\.$/);
  });
});

const square = "/Rect [10 10 100 30]";
const placed = (rectangle: string, annotation: string) => annotation.replace(square, `/Rect [${rectangle}]`);
const field = (of: string) => `<< /Type /Annot /Subtype /Widget ${square} ${of} >>`;
const note = (of: string, subtype = "Text") => `<< /Type /Annot /Subtype /${subtype} ${square} ${of} >>`;
const button = (on: string, state: string, of: string) =>
  field(`/FT /Btn /AS /${state} /AP << /N << /${on} 3 0 R /Off 3 0 R >> >> ${of}`);

/** What is read of a document of one page with that on it. */
const readWith = async (annotations: readonly string[], page = line("Order")) => {
  const all = annotations.map((_, at) => `${6 + at} 0 R`).join(" ");
  return inWords(await readPdf(pdf([{ ...page, more: `/Annots [${all}] ` }], { extra: annotations }), {}));
};

describe("what was added to a page of a PDF", () => {
  it("is read after its text where it was filled into a form", async () => {
    const filled = await readWith([
      field("/FT /Tx /T (f1) /TU (Your name) /V (Ada Lovelace)"),
      field("/FT /Tx /T (street) /V (12 High St.\nLondon)"),
      field("/FT /Tx /T (fax)"),
      button("Yes", "Yes", "/T (news) /TU (Send news) /V /Yes"),
      button("Yes", "Off", "/T (gift) /V /Off"),
      button("red", "red", "/Ff 32768 /T (colour) /V /red"),
      button("blue", "Off", "/Ff 32768 /T (colour) /V /red"),
      field("/FT /Ch /Ff 131072 /T (land) /V (de) /Opt [[(de) (Germany)] [(fr) (France)]]"),
    ]);
    expect(filled.text.split("\n").slice(2)).toEqual([
      ...["Your name: Ada Lovelace", "street: 12 High St. London", "[x] Send news", "[ ] gift", "colour: red"],
      "land: Germany",
    ]);
    expect(filled).not.toHaveProperty("incomplete");
  });

  it("is read beside its label, or below it, where there is one", async () => {
    const at = (rectangle: string, of: string) => placed(rectangle, field(of));
    const radioAt = (rectangle: string, on: string, state: string) =>
      placed(rectangle, button(on, state, "/Ff 32768 /T (land) /V /de"));
    const page = {
      content:
        "BT /F1 10 Tf 72 700 Td (Name:) Tj ET BT /F1 10 Tf 300 700 Td (Born:) Tj ET " +
        "BT /F1 10 Tf 72 670 Td (Street) Tj ET " +
        "BT /F1 10 Tf 90 600 Td (Yes, I do) Tj ET BT /F1 10 Tf 200 600 Td (Germany) Tj ET " +
        "BT /F1 10 Tf 300 600 Td (France) Tj ET",
    };
    const fields = [
      at("330 697 400 710", "/FT /Tx /T (f2) /V (1815)"),
      at("110 697 250 710", "/FT /Tx /T (f1) /V (Ada Lovelace)"),
      at("72 650 250 664", "/FT /Tx /T (f3) /V (12 High St.)"),
      at("72 400 250 414", "/FT /Tx /T (far) /TU (Far away) /V (alone)"),
      placed("72 598 84 610", button("Yes", "Yes", "/T (x) /V /Yes")),
      radioAt("185 598 197 610", "de", "de"),
      radioAt("285 598 297 610", "fr", "Off"),
    ];
    const { text } = await readWith(fields, page);
    expect(text).toBe(
      "Name: Ada Lovelace  Born: 1815\n\nStreet: 12 High St.\n\n[x] Yes, I do  [x] Germany  [ ] France\n\n" +
        "Far away: alone",
    );
  });

  it("is read where it is a note", async () => {
    const notes = [note("/Contents (too dear) /T (Bo)"), note("/Contents (see below)"), note("", "Square")];
    expect((await readWith(notes)).text).toBe("Order\n\nNote of Bo: too dear\nNote: see below");
  });

  it("is text of the page where somebody typed it onto that", async () => {
    const typed = (rectangle: string, of: string) => placed(rectangle, note(of, "FreeText"));
    const page = {
      content:
        "BT /F1 10 Tf 72 700 Td (Name:) Tj ET BT /F1 10 Tf 300 700 Td (Born:) Tj ET BT /F1 10 Tf 72 600 Td (End) Tj ET",
    };
    const texts = [
      typed("330 698 400 711", "/DA (/F1 10 Tf) /Contents (1815) /T (Bo)"),
      typed("110 698 250 711", "/DA (/F1 10 Tf) /Contents (Ada Lovelace)"),
      typed("72 655 250 680", "/DA (/F1 10 Tf) /Contents (12 High St.\\rLondon)"),
    ];
    const { text } = await readWith(texts, page);
    expect(text).toBe("Name: Ada Lovelace  Born: 1815\n\n12 High St.\nLondon\n\nEnd");
    const blank = await readWith([typed("72 655 250 680", "/Contents (Paid)")], picture);
    expect(blank).toMatchObject({ text: "Paid", incomplete: expect.stringContaining("pictures: 1.") });
  });

  it("is a mark before the words beside its box, also where others stand nearer above", async () => {
    const page = {
      content: "BT /F1 10 Tf 72 620 Td (Level:) Tj ET BT /F1 10 Tf 110 600 Td (High school) Tj ET",
    };
    const box = placed("72 598 100 614", button("Yes", "Yes", "/T (x) /V /Yes"));
    expect((await readWith([box], page)).text).toBe("Level:\n\n[x] High school");
  });

  it("is not read where it can't be seen, or is a password", async () => {
    const unseen = [
      field("/FT /Tx /T (hidden) /F 2 /V (x)"),
      field("/FT /Tx /T (no view) /F 32 /V (x)"),
      placed("10 10 10 10", field("/FT /Tx /T (without size) /V (x)")),
      field("/FT /Tx /Ff 8192 /T (password) /V (x)"),
      note("/F 2 /Contents (x)", "FreeText"),
      note("/Contents (x)", "Popup"),
    ];
    expect((await readWith(unseen)).text).toBe("Order");
  });

  it("is clean, on a line of its own each", async () => {
    const { text } = await readWith([field("/FT /Tx /T (a\n\nb) /V (y\\f![x]\\(https://evil.example\\))")]);
    expect(text).toBe("Order\n\na b: y ! [x](https://evil.example)");
  });

  it("is read on a page that has no text layer, of which it still says so", async () => {
    const { text, incomplete } = await readWith([field("/FT /Tx /T (a) /V (b)")], picture);
    expect(text).toBe("a: b");
    expect(incomplete).toBe("Pages without a text layer, which are most likely pictures: 1.");
  });

  it("is bounded in number and length, and says so", async () => {
    const many = (count: number) => Array.from({ length: count }, (_, at) => field(`/FT /Tx /T (a${at + 1}) /V (b)`));
    expect(await readWith(many(300))).not.toHaveProperty("incomplete");
    const { text, incomplete } = await readWith(many(301));
    expect(text).toMatch(/a300: b$/);
    expect(incomplete).toBe("Pages whose form fields and notes were not all read: 1.");
    const long = await readWith([field(`/FT /Tx /T (a) /V (${"b".repeat(5_001)})`)]);
    expect(long.text).toBe(`Order\n\na: ${"b".repeat(5_000)}`);
    expect(long.incomplete).toBe("Pages whose form fields and notes were not all read: 1.");
  });

  it("is not read any more after very many of them, so that pages which share theirs are read in time", async () => {
    const page = { ...line("text"), more: `/Annots [${"10 0 R ".repeat(10_000)}] ` };
    const { text, incomplete } = inWords(
      await readPdf(pdf([page, page, page], { extra: [field("/FT /Tx /T (a)")] }), {}),
    );
    expect(text).toBe("[Page 1]\n\ntext\n\n[Page 2]\n\ntext\n\n[Page 3]\n\ntext");
    expect(incomplete).toBe("Pages whose form fields and notes were not all read: 2, 3.");
  });
});
