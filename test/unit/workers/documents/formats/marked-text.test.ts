import { describe, expect, it } from "vitest";
import { readDocx } from "#workers/documents/formats/docx/read-docx.ts";
import { readHtml } from "#workers/documents/formats/html/read-html.ts";
import { readPptx } from "#workers/documents/formats/pptx/read-pptx.ts";
import { readXlsx } from "#workers/documents/formats/xlsx/read-xlsx.ts";
import { docx, pptx, rels, shape, xlsx } from "../hostile/office-files.ts";
import { inWords } from "./in-words.ts";
import { officePackage } from "./office-package.ts";

const run = (text: string, properties = "") =>
  `<w:r><w:rPr>${properties}</w:rPr><w:t xml:space="preserve">${text}</w:t></w:r>`;
const word = (content: string) => inWords(readDocx(officePackage(docx(`<w:p>${content}</w:p>`))));
const up = '<w:vertAlign w:val="superscript"/>';
const down = '<w:vertAlign w:val="subscript"/>';
const strike = "<w:strike/>";

describe("text of Word that is set in another way", () => {
  it.each([
    ["an exponent", run("10") + run("6", up), "10⁶"],
    ["a negative exponent", run("10") + run("–3", up), "10⁻³"],
    ["an index", run("CO") + run("2", down), "CO₂"],
    ["an index of several numbers", run("x") + run("1 2", down), "x₁ ₂"],
    ["letters above the line", run("1") + run("st", up), "1st"],
    [
      "what is struck through",
      run("For ") + run("30 ", strike) + run("days", strike) + run(" net"),
      "For ~~30 days~~ net",
    ],
    ["what is not struck", run("30", '<w:strike w:val="0"/>') + run(" ", strike), "30"],
  ])("is %s", (_what, content, expected) => {
    expect(word(content).text).toBe(expected);
  });
});

describe("tracked changes of a Word document", () => {
  const told = "The document has tracked changes; the text is read as if all of them were accepted.";

  it.each([
    ["put in", `${run("30")}<w:ins w:author="Bo">${run(" days")}</w:ins>`, "30 days"],
    ["taken out", `${run("30")}<w:del w:author="Bo"><w:r><w:delText> days</w:delText></w:r></w:del>`, "30"],
    ["moved", `<w:moveFrom>${run("30")}</w:moveFrom><w:moveTo>${run("31")}</w:moveTo>`, "31"],
  ])("are told where something is %s", (_what, content, expected) => {
    expect(word(content)).toEqual({ text: expected, incomplete: expect.stringContaining(told) });
  });

  it("are not told where all are accepted", () => {
    expect(word(run("30 days"))).not.toHaveProperty("incomplete");
  });
});

describe("a comment on words of a Word document", () => {
  const range = (id: string, content: string) =>
    `<w:commentRangeStart w:id="${id}"/>${content}<w:commentRangeEnd w:id="${id}"/>`;
  const comment = (id: string, text: string) =>
    `<w:comment w:id="${id}" w:author="Bo"><w:p>${run(text)}</w:p></w:comment>`;
  const commented = (content: string) =>
    readDocx(
      officePackage(
        docx(`<w:p>${content}</w:p>`, {
          more: [
            rels("word/document.xml", [{ id: "c", type: "comments", target: "comments.xml" }]),
            { name: "word/comments.xml", content: `<w:comments>${comment("1", "Too long?")}</w:comments>` },
          ],
        }),
      ),
    ).text;

  it("says which", () => {
    const content = run("Pay ") + range("1", run("within ") + run("30 days")) + run(" net");
    expect(commented(content)).toBe('Pay within 30 days net\n\nComment by Bo on "within 30 days": Too long?');
  });

  it("says the first 80 characters of many, and none where it is at a place without any", () => {
    expect(commented(range("1", run("x".repeat(500))))).toContain(`on "${"x".repeat(80)}…": Too long?`);
    expect(commented(run("Pay") + range("1", ""))).toBe("Pay\n\nComment by Bo: Too long?");
  });
});

it.each([
  ["an exponent", "10<sup>6</sup> km<sup>2</sup>", "10⁶ km²"],
  ["an index", "H<sub>2</sub>O", "H₂O"],
  ["letters above the line", "1<sup>st</sup>", "1st"],
])("text of HTML is %s", (_what, html, expected) => {
  expect(readHtml(`<p>${html}`, { findQuotes: false }).text).toBe(expected);
});

describe("text of a slide", () => {
  const slide = (runs: string) =>
    readPptx(
      officePackage(
        pptx([shape("@").replace(/<a:r>.*<\/a:r>/, runs)], {
          more: [
            {
              name: "ppt/slides/_rels/slide0.xml.rels",
              content:
                '<Relationships><Relationship Id="r1" Type="x/hyperlink" Target="https://contoso.com/plan" ' +
                'TargetMode="External"/><Relationship Id="r2" Type="x/slide" Target="slide0.xml"/></Relationships>',
            },
          ],
        }),
      ),
      {},
    ).text.replace("## Slide 1\n\n", "");
  const part = (text: string, attributes = "", inside = "") =>
    `<a:r><a:rPr${attributes}>${inside}</a:rPr><a:t>${text}</a:t></a:r>`;

  it.each([
    ["an exponent", part("10") + part("6", ' baseline="30000"') + part(" m"), "10⁶ m"],
    ["an index", part("CO") + part("2", ' baseline="-25000"'), "CO₂"],
    ["what is struck through", part("Hire ") + part("two", ' strike="sngStrike"') + part("!"), "Hire ~~two~~!"],
    [
      "a link",
      part("See ") + part("the plan", "", '<a:hlinkClick r:id="r1"/>') + part("."),
      "See [the plan](https://contoso.com/plan).",
    ],
    ["a link to another slide", part("Next", "", '<a:hlinkClick r:id="r2"/>'), "Next"],
  ])("is %s", (_what, runs, expected) => {
    expect(slide(runs)).toBe(expected);
  });
});

describe("text of a cell", () => {
  const styles =
    "<styleSheet><fonts><font/><font><strike/></font></fonts><cellXfs><xf/>" +
    '<xf fontId="1"/></cellXfs><dxfs><dxf><font><strike/></font></dxf></dxfs></styleSheet>';
  const sheet = (cells: string, strings = "<sst/>", more = "") => {
    const content = `<worksheet><sheetData><row r="1">${cells}</row></sheetData>${more}</worksheet>`;
    return readXlsx(
      officePackage(
        xlsx(Buffer.from(content), {
          styles,
          strings,
          more: [
            {
              name: "xl/worksheets/_rels/sheet1.xml.rels",
              content:
                '<Relationships><Relationship Id="r1" Type="x/hyperlink" Target="https://contoso.com/plan" ' +
                'TargetMode="External"/></Relationships>',
            },
          ],
        }),
      ),
    ).text.replace("## One\n\n", "");
  };
  const rich = (text: string, properties: string) => `<r><rPr>${properties}</rPr><t>${text}</t></r>`;
  const shared = '<c r="A1" t="s"><v>0</v></c>';

  it.each([
    ["an exponent", `<sst><si>${rich("m", "")}${rich("2", '<vertAlign val="superscript"/>')}</si></sst>`, "m²"],
    ["an index", `<sst><si>${rich("CO", "")}${rich("2", '<vertAlign val="subscript"/>')}</si></sst>`, "CO₂"],
    ["struck in part", `<sst><si>${rich("Old", "<strike/>")}${rich(" new", "")}</si></sst>`, "~~Old~~ new"],
  ])("is %s", (_what, strings, expected) => {
    expect(sheet(shared, strings)).toBe(expected);
  });

  it("is struck through by the font of its cell", () => {
    expect(sheet('<c r="A1" s="1"><v>7</v></c><c r="B1" s="0"><v>8</v></c>')).toContain("~~7~~ | 8");
  });

  it("leads where its link or its formula does", () => {
    const link = '<hyperlinks><hyperlink ref="A1:B1" r:id="r1"/><hyperlink ref="B1" location="Two!A1"/></hyperlinks>';
    expect(sheet('<c r="A1" t="str"><v>The plan</v></c>', "<sst/>", link)).toBe("[The plan](https://contoso.com/plan)");
    const two = '<c r="A1" t="str"><v>The plan</v></c><c r="B1" t="str"><v>of May</v></c>';
    expect(sheet(two, "<sst/>", link)).toContain("[The plan](https://contoso.com/plan) | of May |");
    const formula = 'HYPERLINK("https://contoso.com/plan","x")';
    expect(sheet(`<c r="A1" t="str"><f>${formula}</f><v>The plan</v></c>`)).toBe(
      "[The plan](https://contoso.com/plan)",
    );
    expect(sheet(`<c r="A1" t="str"><f>HYPERLINK("javascript:x","x")</f><v>The plan</v></c>`)).toBe("The plan");
    expect(sheet(`<c r="A1"><f>${formula}</f></c>`)).toBe(`A1: =${formula}`);
  });
});
