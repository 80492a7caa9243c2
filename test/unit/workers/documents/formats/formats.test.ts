import { describe, expect, it } from "vitest";
import { docx, pptx, shape, xlsx } from "../hostile/office-files.ts";
import { line, pdf } from "../hostile/pdf-files.ts";
import { extractedText } from "./extracted-text.ts";

const paragraph = (text: string, properties = "") =>
  `<w:p><w:pPr>${properties}</w:pPr><w:r><w:t>${text}</w:t></w:r></w:p>`;

describe("a Word document", () => {
  it("keeps headings, lists and tables, leaves out hidden text, and lists changes", async () => {
    const { text, detectedType } = await extractedText(
      docx(
        [
          paragraph("Plan", '<w:outlineLvl w:val="0"/>'),
          paragraph("first", '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'),
          "<w:p><w:del><w:r><w:delText>old</w:delText></w:r></w:del><w:ins><w:r><w:t>new</w:t></w:r></w:ins></w:p>",
          "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r><w:r><w:t>seen</w:t></w:r></w:p>",
          `<w:tbl><w:tr><w:tc>${paragraph("a")}</w:tc><w:tc>${paragraph("b|c")}</w:tc></w:tr><w:tr><w:tc>` +
            `${paragraph("1")}</w:tc><w:tc>${paragraph("2")}</w:tc></w:tr></w:tbl>`,
        ].join(""),
      ),
    );
    const changes = 'Tracked changes:\n\n- "old" → "new"';
    expect(text).toBe(`# Plan\n\n- first\n\nnew\n\nseen\n\n| a | b\\|c |\n| --- | --- |\n| 1 | 2 |\n\n${changes}`);
    expect(detectedType).toBe("application/vnd.openxmlformats-officedocument.wordprocessingml.document");
  });
});

describe("an Excel workbook", () => {
  const styles =
    '<styleSheet><numFmts><numFmt numFmtId="170" formatCode="d/m/yyyy h:mm"/></numFmts><cellXfs><xf ' +
    'numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="10"/><xf numFmtId="170"/><xf ' +
    'numFmtId="20"/></cellXfs></styleSheet>';

  it("gives numbers exactly, percentages as such, dates and times in ISO 8601", async () => {
    const cells = [
      [0, 0.1 + 0.2],
      [1, 45_000],
      [2, 0.125],
      [3, 45_000.5],
      [4, 0.75],
    ];
    const row = cells.map(([style, value]) => `<c s="${style}"><v>${value}</v></c>`).join("");
    const { text } = await extractedText(xlsx(`<row>${row}</row>`, { styles }));
    expect(text).toContain("| 0.3 | 2023-03-15 | 12.5% | 2023-03-15 12:00:00 | 18:00:00 |");
  });

  it("names its sheets and leaves out columns without text", async () => {
    const { text } = await extractedText(
      xlsx(
        '<row><c r="B2" t="s"><v>0</v></c><c r="F2" t="inlineStr"><is><t>x</t></is></c></row><row><c r="F3" ' +
          't="b"><v>1</v></c></row>',
        { strings: "<sst><si><t>name</t><rPh><t>phonetic</t></rPh></si></sst>" },
      ),
    );
    expect(text).toBe("## One\n\n| name | x |\n| --- | --- |\n|  | TRUE |");
  });
});

describe("a document in pages", () => {
  it("tells where each slide begins, and reads only those that are asked for", async () => {
    const slides = pptx([shape("one"), shape("two"), shape("three")]);
    const all = await extractedText(slides);
    expect(all).toMatchObject({ pageCount: 3 });
    expect(all.pages?.map(({ from }) => all.text.slice(from, from + 10))).toEqual([
      "## Slide 1",
      "## Slide 2",
      "## Slide 3",
    ]);
    expect((await extractedText(slides, { startPage: 2, endPage: 2 })).text).toBe("## Slide 2\n\ntwo");
  });

  it("marks the pages of a PDF and says which were read", async () => {
    const result = await extractedText(pdf([line("one"), line("two"), line("three")]), { startPage: 2 });
    expect(result).toMatchObject({ text: "[Page 2]\n\ntwo\n\n[Page 3]\n\nthree", pageCount: 3 });
    expect(result.pages).toEqual([
      { number: 2, from: 0 },
      { number: 3, from: 15 },
    ]);
    expect(result.incomplete).toBeUndefined();
  });

  it("says how to go on after 500 pages", async () => {
    const many = pdf(Array.from({ length: 510 }, (_, at) => line(`p${at + 1}`)));
    expect(await extractedText(many)).toMatchObject({
      incomplete: "Only pages 1 to 500 of 510 were read.",
      pageCount: 510,
    });
    expect(await extractedText(many, { startPage: 501 })).not.toHaveProperty("incomplete");
  });

  it("refuses pages that are not there", async () => {
    await expect(extractedText(pdf([line("one")]), { startPage: 2 })).rejects.toThrow(
      /invalid_input: startPage: the document has one page\./,
    );
    await expect(extractedText(pdf([line("one"), line("two")]), { startPage: 2, endPage: 1 })).rejects.toThrow(
      /invalid_input: endPage/,
    );
  });
});

describe("a saved message", () => {
  it("gives headers, text, names of attachments and attached messages", async () => {
    const inner = "From: c@contoso.com\r\nSubject: Inner\r\n\r\nInner text";
    const eml =
      "From: Ada <a@contoso.com>\r\nTo: b@contoso.com\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\nDate: Thu, 29 Jan " +
      "2009 20:16:40 +0100\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; " +
      "boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nHello\r\n--b\r\nContent-Type: application/pdf; " +
      "name=offer.pdf\r\nContent-Disposition: attachment; filename=offer.pdf\r\n\r\nx\r\n--b\r\nContent-Type: " +
      `message/rfc822\r\n\r\n${inner}\r\n--b--\r\n`;
    expect((await extractedText(eml)).text).toBe(
      "# Grüße\n\nAda <a@contoso.com> → b@contoso.com\nThu, 29 Jan 2009 20:16:40 +0100\nAttachments: " +
        "offer.pdf\n\nHello\n\nAttached message:\n\n# Inner\n\nc@contoso.com\n\nInner text",
    );
  });

  it("tells who wrote it, in visible words of bounded length", async () => {
    const from = (line: string) => extractedText(`From: ${line}\r\nTo: b@contoso.com\r\nSubject: x\r\n\r\nHi`);
    expect((await from("Ada\u200b <a@contoso.com>")).writtenBy).toEqual({ name: "Ada", address: "a@contoso.com" });
    expect((await from("Team: Ada <a@contoso.com>, b@contoso.com;")).writtenBy?.address).toBe("a@contoso.com");
    expect((await from(`${"Ada ".repeat(1_000)}<a@contoso.com>`)).writtenBy?.name?.length).toBeLessThanOrEqual(320);
    expect(await from("")).not.toHaveProperty("writtenBy");
  });

  it("is not seen in a text that only begins like one", async () => {
    expect((await extractedText("Note: a\nSubject: b\nmore")).detectedType).toBe("text/plain");
  });
});

describe("an RTF document", () => {
  it("gives its text, with Unicode and code pages, and no pictures or fonts", async () => {
    const rtf = "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Arial;}}{\\pict 89504e}Gr\\'fc\\u223 ?e\\par\\uc0\\u8364 5}";
    expect((await extractedText(rtf)).text).toBe("Grüße\n€5");
  });

  it("gives the HTML that a mail program wrapped in it", async () => {
    const rtf =
      "{\\rtf1\\ansi\\fromhtml1{\\*\\htmltag64 <p>}\\htmlrtf {\\htmlrtf0 Hello {\\*\\htmltag84 " +
      "<b>}you{\\*\\htmltag92 </b>}\\htmlrtf\\par}\\htmlrtf0 {\\*\\htmltag72 </p>}}";
    expect((await extractedText(rtf)).text).toBe("Hello **you**");
  });
});
