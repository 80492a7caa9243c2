import { describe, expect, it } from "vitest";
import { compoundFile } from "./archive/compound-files.ts";
import { extractedText } from "./formats/extracted-text.ts";
import { docx, pptx, rels, shape, xlsx } from "./hostile/office-files.ts";
import { edited, line, pdf } from "./hostile/pdf-files.ts";
import type { ZipPart } from "./hostile/zip-writer.ts";

const paragraph = "<w:p><w:r><w:t>text</w:t></w:r></w:p>";
const part = (name: string, content: string | Uint8Array = "x"): ZipPart => ({ name, content });
const withParts = (...more: ZipPart[]) => extractedText(docx(paragraph, { more }));

const ole10Native = (path: string) =>
  compoundFile({
    "\u0001Ole10Native": Buffer.concat([Buffer.from([9, 9, 9, 9, 2, 0]), Buffer.from(`${path}\0C:\\Users\\ada\0`)]),
  });
const compObj = (type: string) => {
  const head = Buffer.alloc(32);
  head.writeUInt16LE(1);
  head.writeUInt32LE(type.length + 1, 28);
  return compoundFile({ "\u0001CompObj": Buffer.concat([head, Buffer.from(`${type}\0`)]) });
};

describe("an Office document with more than text", () => {
  it.each([
    ["macros", "word/vbaProject.bin", "The document has macros, which were not read."],
    ["macros of Excel 4", "xl/macrosheets/sheet1.xml", "The document has macros, which were not read."],
    ["controls", "word/activeX/activeX1.xml", "The document has ActiveX controls, which were not read."],
  ])("says that it has %s", async (_what, name, said) => {
    expect(await withParts(part(name))).toMatchObject({ text: "text", incomplete: said });
  });

  it("names the files in it by their own names, what their programs call them, or their parts", async () => {
    const { text, incomplete } = await withParts(
      part("word/embeddings/Offer_2026.xlsx"),
      part("word/embeddings/oleObject1.bin", ole10Native("C:\\Users\\ada\\contract.pdf")),
      part("word/embeddings/oleObject2.bin", compObj("Microsoft Equation 3.0")),
      part("word/embeddings/oleObject3.bin", compObj("Microsoft Equation 3.0")),
      part("word/embeddings/oleObject4.bin", "no compound file"),
      part(
        "word/embeddings/oleObject5.bin",
        compoundFile({ "\u0001Ole10Native": Buffer.from("1234picture of bytes\0") }),
      ),
    );
    expect(text).toBe(
      "text\n\nInside the document, not read: " +
        "Offer_2026.xlsx; contract.pdf; Microsoft Equation 3.0 (2); oleObject4.bin; oleObject5.bin",
    );
    expect(incomplete).toBe("6 files or objects inside the document were not read; the text names them.");
  });

  it("names a document that Word is to take over when it opens this one", async () => {
    const chunk = { id: "c1", type: "aFChunk", target: "afchunk.mht" };
    const { text, incomplete } = await withParts(rels("word/document.xml", [chunk]), part("word/afchunk.mht"));
    expect(text).toBe("text\n\nInside the document, not read: afchunk.mht");
    expect(incomplete).toBe("A file or object inside the document was not read; the text names it.");
  });

  it("keeps the text where a chart refers to a file by a name that is no address", async () => {
    const chart = "word/charts/chart1.xml";
    const target = "../embeddings/Budget 100%.xlsx";
    const more = [part(chart, "<c/>"), rels(chart, [{ id: "r1", type: "package", target }])];
    const { text } = await withParts(...more, part("word/embeddings/Budget 100%.xlsx"));
    expect(text).toMatch(/^text\n.*not read: Budget 100%\.xlsx$/s);
  });

  it("doesn't count the data of a chart, which the chart shows", async () => {
    const chart = "word/charts/chart1.xml";
    const more = [
      part(chart, "<c/>"),
      rels(chart, [{ id: "r1", type: "package", target: "../embeddings/Sheet1.xlsx" }]),
      part("word/embeddings/Sheet1.xlsx"),
    ];
    expect(await withParts(...more)).not.toHaveProperty("incomplete");
    expect((await withParts(...more, part("word/embeddings/Sheet2.xlsx"))).text).toMatch(/not read: Sheet2\.xlsx$/);
  });

  it("names a hundred of them, with nothing in their names that loads by itself", async () => {
    const { text } = await withParts(
      ...Array.from({ length: 120 }, (_, at) => part(`word/embeddings/f${at}![x](evil.example).docx`)),
    );
    expect(text).toMatch(/; f99! \[x\]\(evil\.example\)\.docx; and 20 more$/);
  });

  it("is read although what is in it is more than can be inflated", async () => {
    const huge = part("word/embeddings/oleObject1.bin", new Uint8Array(60_000_000));
    expect((await withParts(huge)).text).toBe("text\n\nInside the document, not read: oleObject1.bin");
  });
});

describe("a PDF with files attached to it", () => {
  const file = (name: string) => `<< /Type /Filespec /F (${name}) /UF (${name}) >>`;
  const attached = (pages: number, ...names: string[]) => {
    const tree = names.map((name) => `(${name}) ${file(name)}`).join(" ");
    const bytes = pdf(Array.from({ length: pages }, (_, at) => line(`page ${at + 1}`)));
    return edited(bytes, "/Type /Catalog", `/Type /Catalog /Names << /EmbeddedFiles << /Names [${tree}] >> >>`);
  };
  const said = "2 files or objects inside the document were not read; the text names them.";
  const list = "Inside the document, not read: offer.pdf; prices.xlsx";

  it("names them with its last page, and says so with every page", async () => {
    const bytes = attached(2, "offer.pdf", "prices.xlsx");
    expect(await extractedText(bytes)).toMatchObject({
      text: `[Page 1]\n\npage 1\n\n[Page 2]\n\npage 2\n\n${list}`,
      incomplete: said,
    });
    expect((await extractedText(bytes, { startPage: 2 })).text).toBe(`[Page 2]\n\npage 2\n\n${list}`);
    expect(await extractedText(bytes, { endPage: 1 })).toMatchObject({ text: "[Page 1]\n\npage 1", incomplete: said });
  });

  it("names those that stand on a page, there", async () => {
    const annotation = `<< /Type /Annot /Subtype /FileAttachment /Rect [10 10 40 40] /FS ${file("notes.txt")} >>`;
    const bytes = pdf([{ ...line("text"), more: "/Annots [6 0 R] " }], { extra: [annotation] });
    expect((await extractedText(bytes)).text).toBe("text\n\nAttached file, not read: notes.txt");
  });
});

describe("a document without text", () => {
  const empty = "The file is empty.";

  it.each([
    ["a file of 0 bytes", ""],
    ["a file of white space", " \n\n"],
    ["a Word document", docx("<w:p/>")],
    ["a workbook", xlsx("<row/>")],
    ["a presentation", pptx([""])],
    ["a web page", "<!doctype html><body></body>"],
  ])("is said to be empty: %s", async (_what, document) => {
    expect((await extractedText(document)).incomplete).toBe(empty);
  });

  it.each([
    ["Word document", docx("<w:p/>", { more: [part("word/media/image1.png")] })],
    ["document with text", docx(paragraph)],
    ["workbook of one number", xlsx("<row><c><v>0</v></c></row>")],
    ["presentation", pptx([shape("x")])],
    ["presentation of nothing but a file", pptx([""], { more: [part("ppt/embeddings/Prices.xlsx")] })],
    ["Word document of nothing but macros", docx("<w:p/>", { more: [part("word/vbaProject.bin")] })],
    ["PDF", pdf([{ content: "" }])],
  ])("is not said to be where there is something in it: %s", async (_what, document) => {
    expect((await extractedText(document)).incomplete ?? "").not.toContain(empty);
  });

  it("is said to have pictures where it has nothing else", async () => {
    const { incomplete } = await extractedText(docx("<w:p/>", { more: [part("word/media/image1.png")] }));
    expect(incomplete).toBe("The document has no text, only pictures, sound or video.");
  });
});

describe("hidden text", () => {
  const said = "Text that is hidden from a person who opens the document is left out.";

  it.each([
    ["HTML", '<!doctype html><p>seen</p><p style="display:none">secret</p>'],
    ["HTML, in the colour of the page", '<!doctype html><p>seen</p><font color="white">secret</font>'],
    ["RTF", "{\\rtf1 seen{\\v secret}}"],
    ["Word", docx("<w:p><w:r><w:t>seen</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r></w:p>")],
    ["PowerPoint", pptx([`${shape("seen")}${shape("secret").replace("<p:nvPr/>", '<p:cNvPr hidden="1"/><p:nvPr/>')}`])],
  ])("is left out and told in %s", async (_format, document) => {
    const { text, incomplete } = await extractedText(document);
    expect(text).toMatch(/seen$/);
    expect(incomplete).toBe(said);
  });

  it.each([
    ["says what is shown as well", "<p>Big sale today</p><div style='display:none'>sale TODAY &zwnj;</div>"],
    ["is white space", "<p>seen</p><div style='display:none'>&nbsp;&zwnj;\u034f</div>"],
    ["is no text for a person", "<title>x</title><style>p{color:red}</style><p>seen</p><script>y</script>"],
    ["is in a choice or a fallback", "<p>seen</p><select><option>one</select><video>Your browser is old.</video>"],
  ])("of HTML is not told where it %s", async (_what, html) => {
    expect(await extractedText(`<!doctype html>${html}`)).not.toHaveProperty("incomplete");
  });
});
