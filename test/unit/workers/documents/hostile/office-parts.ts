import { ending, fill, type HostileDocument, megabyte, numbered } from "./hostile-document.ts";
import { docx, office, partOf, pptx, shape, xlsx } from "./office-files.ts";

const text = (what: string) => `<w:p><w:r><w:t>${what}</w:t></w:r></w:p>`;
const laugh = (at: number) => `<!ENTITY ${"bcdefghij"[at]} "${`&${"abcdefghi"[at]};`.repeat(10)}">`;
const laughs = `<!DOCTYPE lolz [<!ENTITY a "lol">${numbered(9, laugh)}]>`;
const external = '<!DOCTYPE x [<!ENTITY file SYSTEM "file:///etc/passwd">]>';
const noDtd = /document type definition/;

const numbering = (content: string) => partOf("numbering", `<numbering>${content}</numbering>`);

/** XML in Office documents that is made to take for ever, or to reach outside. */
export const hostileParts: Readonly<Record<string, HostileDocument>> = {
  ...ending(noDtd, {
    "a billion laughs in Word": () => office("docx", `${laughs}<document><p>&j;</p></document>`),
    "a billion laughs in Excel's strings": () =>
      xlsx("<row><c t='s'><v>0</v></c></row>", { strings: `${laughs}<sst><si><t>&j;</t></si></sst>` }),
    "an external entity in Word": () => office("docx", `${external}<document><p>&file;</p></document>`),
    "an external DTD": () => office("pptx", '<!DOCTYPE x SYSTEM "http://192.0.2.1/x.dtd"><presentation/>'),
  }),
  ...ending("error", {
    "an entity that is not defined": () => docx(text("&nope;")),
    "XML that is cut off": () => office("docx", "<document><body><p><r><t>half"),
    "XML that is not XML": () => office("docx", "hello"),
  }),
  ...ending(/nested too deep/, {
    "XML of nothing but opened elements": () => office("docx", fill("<p>", 3 * megabyte)),
  }),
  ...ending("text", {
    "paragraphs nested 900 deep": () => docx(`${"<w:p>".repeat(900)}${"</w:p>".repeat(900)}`),
    "tables nested 200 deep": () =>
      docx(`${"<w:tbl><w:tr><w:tc>".repeat(200)}${text("x")}${"</w:tc></w:tr></w:tbl>".repeat(200)}`),
    "100,000 attributes": () => docx(`<w:p ${numbered(100_000, (at) => `a${at}="" `)}/>`),
    "a megabyte of spaces between two words": () => docx(text(`a${" ".repeat(megabyte)}b`)),
    "a megabyte of spaces between two words of a table": () =>
      docx(`<w:tbl><w:tr><w:tc>${text(`a${" ".repeat(megabyte)}b`)}</w:tc></w:tr></w:tbl>`),
    "12 MB of small paragraphs": () => docx(fill(text("hi"), 12 * megabyte)),
    "12 MB of empty elements": () => docx(fill("<w:p/>", 12 * megabyte)),
    "12 MB of comments": () => docx(fill("<!-- x -->", 12 * megabyte)),
    "a table of 100,000 columns": () =>
      docx(`<w:tbl>${`<w:tr>${fill(`<w:tc>${text("x")}</w:tc>`, 3 * megabyte)}</w:tr>`.repeat(2)}</w:tbl>`),
    "one very wide row above 50,000 rows": () => {
      const cell = `<w:tc>${text("x")}</w:tc>`;
      return docx(`<w:tbl><w:tr>${cell.repeat(20_000)}</w:tr>${`<w:tr>${cell}</w:tr>`.repeat(50_000)}</w:tbl>`);
    },
    "100,000 footnote marks": () =>
      docx(`<w:p>${numbered(100_000, (at) => `<w:r><w:footnoteReference w:id="${at}"/></w:r>`)}</w:p>`),
    "numbers of a megabyte in 100,000 paragraphs": () =>
      docx(fill('<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:p>', 7 * megabyte), {
        more: numbering(
          `<abstractNum abstractNumId="0"><lvl ilvl="0"><start val="32000"/><numFmt val="upperRoman"/>` +
            `<lvlText val="${fill("%1", megabyte)}"/></lvl></abstractNum>` +
            `<num numId="1"><abstractNumId val="0"/></num>`,
        ),
      }),
    "150,000 lists that are defined by each other": () =>
      docx('<w:p><w:pPr><w:numPr><w:numId w:val="7"/></w:numPr></w:pPr></w:p>', {
        more: numbering(
          numbered(
            150_000,
            (at) =>
              `<abstractNum abstractNumId="${at}"><styleLink val="s${at}"/>` +
              `<numStyleLink val="s${at + 1}"/></abstractNum>` +
              `<num numId="${at}"><abstractNumId val="${at}"/></num>`,
          ),
        ),
      }),
    "styles based on each other in a ring": () =>
      docx('<w:p><w:pPr><w:pStyle w:val="a"/></w:pPr><w:r><w:t>x</w:t></w:r></w:p>', {
        more: partOf(
          "styles",
          '<styles><style styleId="a"><basedOn val="b"/></style><style styleId="b"><basedOn val="a"/></style></styles>',
        ),
      }),
    "a row of a million columns": () => xlsx(`<row>${"<c><v>1</v></c>".repeat(1_000_000)}</row>`),
    "a cell in the last column and row": () =>
      xlsx('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'),
    "a sheet with a cell in every row and another column": () =>
      xlsx(numbered(16_000, (at) => `<row><c r="${column(at)}${at + 1}"><v>${at}</v></c></row>`)),
    "500,000 empty rows": () => xlsx("<row/>".repeat(500_000)),
    "a million pointers to one long string": () =>
      xlsx(fill("<row><c t='s'><v>0</v></c></row>", 40 * megabyte), {
        strings: `<sst><si><t>${"x".repeat(megabyte)}</t></si></sst>`,
      }),
    "pointers to strings that are not there": () =>
      xlsx("<row><c t='s'><v>-1</v></c><c t='s'><v>1e99</v></c><c t='s'><v>constructor</v></c></row>"),
    "five million empty strings": () => xlsx("<row/>", { strings: `<sst>${"<si/>".repeat(5_000_000)}</sst>` }),
    "numbers and dates out of all bounds": () =>
      xlsx(
        '<row><c s="0"><v>1e308</v></c><c s="0"><v>-1</v></c><c s="0"><v>NaN</v></c><c s="1"><v>9e99</v></c></row>',
        { styles: '<styleSheet><cellXfs><xf numFmtId="22"/><xf numFmtId="46"/></cellXfs></styleSheet>' },
      ),
    "a number format of a megabyte": () =>
      xlsx('<row><c s="0"><v>1</v></c></row>', {
        styles:
          `<styleSheet><numFmts><numFmt numFmtId="200" formatCode="${"[".repeat(megabyte)}"/></numFmts><cellXfs><xf ` +
          `numFmtId="200"/></cellXfs></styleSheet>`,
      }),
    "one slide shown 100,000 times": () => pptx([shape("hi")], { copies: 100_000 }),
    "groups nested 900 deep": () => pptx([`${"<p:grpSp>".repeat(900)}${shape("x")}${"</p:grpSp>".repeat(900)}`]),
  }),
  ...ending(undefined, {
    "one text of 40 MB": () => docx(text("x".repeat(40 * megabyte))),
    "one attribute of 20 MB": () => docx(`<w:p w:rsid="${"x".repeat(20 * megabyte)}"/>`),
    "100,000 references to a chart of a million points": () =>
      docx(`<w:p><w:r>${fill('<chart id="chart"/>', 100_000 * 19)}</w:r></w:p>`, {
        more: partOf(
          "chart",
          `<chart><ser><val>${fill('<pt idx="7"><v>1</v></pt>', 18 * megabyte)}</val></ser></chart>`,
        ),
      }),
    "a large slide shown 100 times": () => pptx([shape("x".repeat(megabyte))], { copies: 100 }),
    "a slide of 200,000 shapes": () => pptx([shape("x").repeat(200_000)]),
  }),
};

function column(at: number): string {
  const letter = String.fromCharCode(65 + (at % 26));
  return at < 26 ? letter : column(Math.floor(at / 26) - 1) + letter;
}
