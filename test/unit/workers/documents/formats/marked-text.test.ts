import { describe, expect, it } from "vitest";
import { readHtml } from "#workers/documents/formats/html/read-html.ts";
import { pptx, rels, shape } from "../hostile/office-files.ts";
import { paragraph, readBody, run } from "./docx-sample.ts";
import { readSlides, sheetText } from "./office-package.ts";

const word = (content: string) => readBody(paragraph(content));
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
    ["what is struck through", run("30 ", strike) + run("days", strike) + run(" net"), "~~30 days~~ net"],
    ["what is not struck", run("30", '<w:strike w:val="0"/>') + run(" ", strike), "30"],
  ])("is %s", (_what, content, expected) => {
    expect(word(content).text).toBe(expected);
  });
});

describe("tracked changes of a Word document", () => {
  const told = "The document has tracked changes; the text is read as if all of them were accepted";
  const put = (text: string, by = "Bo", date = "2026-03-02T10:00:00Z") =>
    `<w:ins w:author="${by}" w:date="${date}">${run(text)}</w:ins>`;
  const taken = (text: string, by = "Bo", properties = "") =>
    `<w:del w:author="${by}" w:date="2026-03-02T10:00:00Z"><w:r><w:rPr>${properties}</w:rPr>` +
    `<w:delText xml:space="preserve">${text}</w:delText></w:r></w:del>`;

  it.each([
    ["put in", run("30") + put(" days"), "30 days", 'Bo, 2026-03-02: inserted "days" after "30"'],
    ["put in by nobody", run("30") + put(" days", "", "today"), "30 days", 'inserted "days" after "30"'],
    ["taken out", run("30") + taken(" days"), "30", 'Bo, 2026-03-02: deleted "days" after "30"'],
    ["replaced", taken("30") + taken(" days") + put("60 days"), "60 days", 'Bo, 2026-03-02: "30 days" → "60 days"'],
    ["moved", `<w:moveFrom>${run("30")}</w:moveFrom><w:moveTo>${run("31")}</w:moveTo>`, "31", 'moved "31"'],
    ["taken out of what was put in", `<w:ins w:author="Al">${taken("a")}${run("b")}</w:ins>`, "b", 'Al: inserted "b"'],
  ])("are told and listed where something is %s", (_what, content, expected, line) => {
    const text = `${expected}\n\nTracked changes:\n\n- ${line}`;
    expect(word(content)).toEqual({ text, incomplete: expect.stringContaining(told) });
  });

  it("of several persons, or with words between them, are several", () => {
    const { text } = word(taken("a") + put("b") + taken("c", "Al") + run(" and ") + put("d", "Al"));
    expect(text.split("\n").slice(4)).toEqual([
      '- Bo, 2026-03-02: "a" → "b"',
      '- Al, 2026-03-02: deleted "c" after "b"',
      '- Al, 2026-03-02: inserted "d" after "b and"',
    ]);
  });

  it("are not listed where their words are hidden, nor those of marks and properties", () => {
    const mark = "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>";
    expect(word(mark + run("30") + taken("secret", "Bo", "<w:vanish/>")).text).toBe("30");
  });

  it("are listed up to 500, each up to 300 characters", () => {
    const many = Array.from({ length: 600 }, (_, at) => put("x".repeat(400), `P${at}`)).join("");
    const lines = word(many).text.split("\n").slice(4);
    expect(lines[0]).toBe(`- P0, 2026-03-02: inserted "${"x".repeat(300)}…"`);
    expect(lines.slice(500)).toEqual(["- more than 500 changes"]);
  });

  it("are not told where all are accepted", () => {
    expect(word(run("30 days"))).not.toHaveProperty("incomplete");
  });
});

describe("a comment on words of a Word document", () => {
  const range = (id: string, content: string) =>
    `<w:commentRangeStart w:id="${id}"/>${content}<w:commentRangeEnd w:id="${id}"/>`;
  const comment = (id: string, text: string) =>
    `<w:comment w:id="${id}" w:author="Bo"><w:p w14:paraId="P${id}">${run(text)}</w:p></w:comment>`;
  const commented = (content: string, comments = comment("1", "Too long?"), threads = "") =>
    readBody(paragraph(content), [
      rels("word/document.xml", [
        { id: "c", type: "comments", target: "comments.xml" },
        { id: "e", type: "commentsExtended", target: "commentsExtended.xml" },
      ]),
      { name: "word/comments.xml", content: `<w:comments>${comments}</w:comments>` },
      { name: "word/commentsExtended.xml", content: `<w15:commentsEx>${threads}</w15:commentsEx>` },
    ]).text;

  it("says which", () => {
    const content = run("Pay ") + range("1", run("within ") + run("30 days")) + run(" net");
    expect(commented(content)).toBe('Pay within 30 days net\n\nComment by Bo on "within 30 days": Too long?');
  });

  it("is followed by its replies, and says that it is resolved", () => {
    const comments = [comment("1", "Too long?"), comment("2", "Who?"), comment("3", "No."), comment("4", "Lost")];
    const threads =
      '<w15:commentEx w15:paraId="P1" w15:done="1"/><w15:commentEx w15:paraId="P2" w15:done="0"/>' +
      '<w15:commentEx w15:paraId="P3" w15:paraIdParent="P1"/><w15:commentEx w15:paraId="P4" w15:paraIdParent="P9"/>';
    const text = commented(range("1", run("30 days")), comments.join(""), threads);
    expect(text.split("\n\n").slice(1)).toEqual([
      'Comment by Bo on "30 days" (resolved): Too long?',
      "Reply by Bo: No.",
      "Comment by Bo: Who?",
      "Comment by Bo: Lost",
    ]);
  });

  it("says the first 80 characters of many, and none where it is at a place without any", () => {
    expect(commented(range("1", run("x".repeat(500))))).toContain(`on "${"x".repeat(80)}…": Too long?`);
    expect(commented(run("Pay") + range("1", ""))).toBe("Pay\n\nComment by Bo: Too long?");
  });
});

it("text of HTML has exponents and indices", () => {
  expect(readHtml("<p>10<sup>6</sup> H<sub>2</sub>O 1<sup>st</sup>", { findQuotes: false }).text).toBe("10⁶ H₂O 1st");
});

const plan = { id: "r1", type: "hyperlink", target: "https://contoso.com/plan", isExternal: true };

describe("text of a slide", () => {
  const links = rels("ppt/slides/slide0.xml", [plan, { id: "r2", type: "slide", target: "slide0.xml" }]);
  const slide = (runs: string) =>
    readSlides(pptx([shape("@").replace(/<a:r>.*<\/a:r>/, runs)], { more: [links] })).text.split("\n\n")[1];
  const part = (text: string, attributes = "", inside = "") =>
    `<a:r><a:rPr${attributes}>${inside}</a:rPr><a:t>${text}</a:t></a:r>`;

  it.each([
    ["an exponent", part("10") + part("6", ' baseline="30000"') + part(" m"), "10⁶ m"],
    ["an index", part("CO") + part("2", ' baseline="-25000"'), "CO₂"],
    ["what is struck through", part("Hire ") + part("two", ' strike="sngStrike"') + part("!"), "Hire ~~two~~!"],
    ["a link", part("Plan", "", '<a:hlinkClick r:id="r1"/>') + part("."), "[Plan](https://contoso.com/plan)."],
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
    const links = rels("xl/worksheets/sheet1.xml", [plan]);
    return sheetText(Buffer.from(content), { styles, strings, more: [links] });
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
