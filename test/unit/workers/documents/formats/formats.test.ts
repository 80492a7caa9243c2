import { describe, expect, it } from "vitest";
import { extractDocument } from "#workers/documents/extract-document.ts";
import { docx, pptx, rels, shape, xlsx } from "../hostile/office-files.ts";
import { line, pdf } from "../hostile/pdf-files.ts";

async function extracted(
  source: string | Uint8Array,
  options: { startPage?: number; endPage?: number; name?: string } = {},
) {
  const bytes = typeof source === "string" ? new TextEncoder().encode(source) : source.slice();
  const result = await extractDocument({ bytes, mediaType: "application/octet-stream", ...options });
  if (!result.ok) throw new Error(`${result.code}: ${result.message}`);
  return result.text;
}

const paragraph = (text: string, properties = "") =>
  `<w:p><w:pPr>${properties}</w:pPr><w:r><w:t>${text}</w:t></w:r></w:p>`;

describe("a Word document", () => {
  it("keeps headings, lists and tables, and leaves out deleted and hidden text", async () => {
    const { text, detectedType } = await extracted(
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
    expect(text).toBe("# Plan\n\n- first\n\nnew\n\nseen\n\n| a | b\\|c |\n| --- | --- |\n| 1 | 2 |");
    expect(detectedType).toBe("application/vnd.openxmlformats-officedocument.wordprocessingml.document");
  });

  it("numbers its notes and names who commented", async () => {
    const { text } = await extracted(
      docx('<w:p><w:r><w:t>Fact</w:t></w:r><w:r><w:footnoteReference w:id="7"/></w:r></w:p>', {
        more: [
          rels("word/document.xml", [
            { id: "n", type: "footnotes", target: "footnotes.xml" },
            { id: "c", type: "comments", target: "comments.xml" },
          ]),
          {
            name: "word/footnotes.xml",
            content: '<footnotes><footnote id="7"><p><r><t>Source</t></r></p></footnote></footnotes>',
          },
          {
            name: "word/comments.xml",
            content: '<comments><comment id="0" author="Ada"><p><r><t>Sure?</t></r></p></comment></comments>',
          },
        ],
      }),
    );
    expect(text).toBe("Fact[^1]\n\n[^1]: Source\n\nComment by Ada: Sure?");
  });
});

describe("an Excel workbook", () => {
  const styles =
    '<styleSheet><numFmts><numFmt numFmtId="170" formatCode="d/m/yyyy h:mm"/></numFmts><cellXfs><xf ' +
    'numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="10"/><xf numFmtId="170"/><xf ' +
    'numFmtId="20"/></cellXfs></styleSheet>';

  // proves C9
  it("gives numbers exactly, percentages as such, dates and times in ISO 8601", async () => {
    const cells = [
      [0, 0.1 + 0.2],
      [1, 45_000],
      [2, 0.125],
      [3, 45_000.5],
      [4, 0.75],
    ];
    const row = cells.map(([style, value]) => `<c s="${style}"><v>${value}</v></c>`).join("");
    const { text } = await extracted(xlsx(`<row>${row}</row>`, { styles }));
    expect(text).toContain("| 0.3 | 2023-03-15 | 12.5% | 2023-03-15 12:00:00 | 18:00:00 |");
  });

  it("names its sheets and leaves out columns without text", async () => {
    const { text } = await extracted(
      xlsx(
        '<row><c r="B2" t="s"><v>0</v></c><c r="F2" t="inlineStr"><is><t>x</t></is></c></row><row><c r="F3" ' +
          't="b"><v>1</v></c></row>',
        {
          strings: "<sst><si><t>name</t><rPh><t>phonetic</t></rPh></si></sst>",
        },
      ),
    );
    expect(text).toBe("## One\n\n| name | x |\n| --- | --- |\n|  | TRUE |");
  });
});

describe("a document in pages", () => {
  it("tells where each slide begins, and reads only those that are asked for", async () => {
    const slides = pptx([shape("one"), shape("two"), shape("three")]);
    const all = await extracted(slides);
    expect(all).toMatchObject({ pageCount: 3 });
    expect(all.pages?.map(({ from }) => all.text.slice(from, from + 10))).toEqual([
      "## Slide 1",
      "## Slide 2",
      "## Slide 3",
    ]);
    expect((await extracted(slides, { startPage: 2, endPage: 2 })).text).toBe("## Slide 2\n\ntwo");
  });

  it("marks the pages of a PDF and says which were read", async () => {
    const result = await extracted(pdf([line("one"), line("two"), line("three")]), { startPage: 2 });
    expect(result).toMatchObject({ text: "[Page 2]\n\ntwo\n\n[Page 3]\n\nthree", pageCount: 3 });
    expect(result.pages).toEqual([
      { number: 2, from: 0 },
      { number: 3, from: 15 },
    ]);
    expect(result.incomplete).toBeUndefined();
  });

  it("says how to go on after 500 pages", async () => {
    const many = pdf(Array.from({ length: 510 }, (_, at) => line(`p${at + 1}`)));
    expect(await extracted(many)).toMatchObject({
      incomplete: "Only pages 1 to 500 of 510 were read.",
      pageCount: 510,
    });
    expect(await extracted(many, { startPage: 501 })).not.toHaveProperty("incomplete");
  });

  it("refuses pages that are not there", async () => {
    await expect(extracted(pdf([line("one")]), { startPage: 2 })).rejects.toThrow(/invalid_input: startPage/);
    await expect(extracted(pdf([line("one"), line("two")]), { startPage: 2, endPage: 1 })).rejects.toThrow(
      /invalid_input: endPage/,
    );
  });

  it("says when a PDF has no text layer, or some of its pages have none", async () => {
    const picture = { content: "0 0 10 10 re f" };
    expect(await extracted(pdf([picture]))).toMatchObject({
      text: "",
      incomplete: expect.stringMatching(/no text layer/),
    });
    expect((await extracted(pdf([line("one"), picture]))).incomplete).toMatch(/page 2\./);
  });
});

describe("a transcript", () => {
  it("gives each speaker's turn once, with entities and times before the recording", async () => {
    const vtt =
      "WEBVTT\n\n-00:00:02.000 --> 00:00:01.000\n<v Ada &amp; Bo>Good</v>\n\n00:00:01.000 --> 00:00:02.000\n<v Ada " +
      "&amp; Bo>morning &lt;all&gt;</v>\n\nid-3\n00:01:00.500 --> 00:01:02.000\n<v Cy>Hi</v>\n";
    expect((await extracted(vtt)).text).toBe("[-00:00:02] Ada & Bo: Good morning <all>\n\n[00:01:00] Cy: Hi");
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
    expect((await extracted(eml)).text).toBe(
      "# Grüße\n\nAda <a@contoso.com> → b@contoso.com\nThu, 29 Jan 2009 20:16:40 +0100\nAttachments: " +
        "offer.pdf\n\nHello\n\nAttached message:\n\n# Inner\n\nc@contoso.com\n\nInner text",
    );
  });

  it("tells who wrote it, in visible words of bounded length", async () => {
    const from = (line: string) => extracted(`From: ${line}\r\nTo: b@contoso.com\r\nSubject: x\r\n\r\nHi`);
    expect((await from("Ada\u200b <a@contoso.com>")).writtenBy).toEqual({ name: "Ada", address: "a@contoso.com" });
    expect((await from("Team: Ada <a@contoso.com>, b@contoso.com;")).writtenBy?.address).toBe("a@contoso.com");
    expect((await from(`${"Ada ".repeat(1_000)}<a@contoso.com>`)).writtenBy?.name?.length).toBeLessThanOrEqual(320);
    expect(await from("")).not.toHaveProperty("writtenBy");
  });

  it("is not seen in a text that only begins like one", async () => {
    expect((await extracted("Note: a\nSubject: b\nmore")).detectedType).toBe("text/plain");
  });
});

describe("an event or a contact", () => {
  it("is joined and unescaped, without what only programs read", async () => {
    const event =
      "BEGIN:VCALENDAR\r\nX-A:1\r\nX-B:2\r\nX-C:3\r\nBEGIN:VEVENT\r\nSUMMARY:Lun\r\n ch\\, at " +
      "\\\\noon\r\nDESCRIPTION:One\\nTwo\r\nX-ALT-DESC;FMTTYPE=text/html:<p " +
      "hidden>no\r\nATTACH;ENCODING=BASE64;VALUE=BINARY:AAAA\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    expect(await extracted(event)).toEqual({
      detectedType: "text/calendar",
      text:
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Lunch, at \\noon\nDESCRIPTION:One\n  Two\n" +
        "END:VEVENT\nEND:VCALENDAR",
    });
    const contact =
      "BEGIN:VCARD\nVERSION:4.0\nFN:Ada\nPHOTO:data:image/jpeg;base64,AAAA\nitem1.KEY;ENCODING=b:AAAA\nEND:VCARD";
    expect(await extracted(contact)).toEqual({
      detectedType: "text/vcard",
      text: "BEGIN:VCARD\nVERSION:4.0\nFN:Ada\nEND:VCARD",
    });
  });

  it("is written by its organizer, and by nobody where several events have several", async () => {
    const calendar = (...organizers: string[]) =>
      extracted(`BEGIN:VCALENDAR\n${organizers.map((line) => `ORGANIZER${line}\n`).join("")}END:VCALENDAR`);
    const ada = ';CN="Lovelace, Ada":MAILTO:ada@contoso.com';
    const writtenBy = { name: "Lovelace, Ada", address: "ada@contoso.com" };
    expect(await calendar(ada, ada)).toMatchObject({ writtenBy });
    expect((await calendar(":mailto:bo@contoso.com")).writtenBy).toEqual({ address: "bo@contoso.com" });
    expect(await calendar(ada, ":mailto:bo@contoso.com")).not.toHaveProperty("writtenBy");
  });
});

describe("an RTF document", () => {
  it("gives its text, with Unicode and code pages, and no pictures or fonts", async () => {
    const rtf = "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Arial;}}{\\pict 89504e}Gr\\'fc\\u223 ?e\\par\\uc0\\u8364 5}";
    expect((await extracted(rtf)).text).toBe("Grüße\n€5");
  });

  it("gives the HTML that a mail program wrapped in it", async () => {
    const rtf =
      "{\\rtf1\\ansi\\fromhtml1{\\*\\htmltag64 <p>}\\htmlrtf {\\htmlrtf0 Hello {\\*\\htmltag84 " +
      "<b>}you{\\*\\htmltag92 </b>}\\htmlrtf\\par}\\htmlrtf0 {\\*\\htmltag72 </p>}}";
    expect((await extracted(rtf)).text).toBe("Hello **you**");
  });
});
