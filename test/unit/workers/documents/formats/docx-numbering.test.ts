import { describe, expect, it } from "vitest";
import { writeCount } from "#workers/documents/ooxml/counting/write-count.ts";
import { partOf, rels } from "../hostile/office-files.ts";
import type { ZipPart } from "../hostile/zip-writer.ts";
import { paragraph, readBody, run, table, textBox } from "./docx-sample.ts";

interface Level {
  format?: string;
  text: string;
  more?: string;
}

const level = ({ format = "decimal", text, more = "" }: Level, at: number) =>
  `<w:lvl w:ilvl="${at}"><w:start w:val="1"/><w:numFmt w:val="${format}"/>${more}<w:lvlText w:val="${text}"/></w:lvl>`;
const definition = (id: number, levels: readonly Level[], more = "") =>
  `<w:abstractNum w:abstractNumId="${id}">${more}${levels.map(level).join("")}</w:abstractNum>`;
const instance = (id: number, definitionId: number, more = "") =>
  `<w:num w:numId="${id}"><w:abstractNumId w:val="${definitionId}"/>${more}</w:num>`;
const inList = (numId: number, at: number | undefined) =>
  `<w:numPr>${at === undefined ? "" : `<w:ilvl w:val="${at}"/>`}<w:numId w:val="${numId}"/></w:numPr>`;
const item = (text: string, at = 0, { numId = 1, more = "" } = {}) =>
  `<w:p><w:pPr>${inList(numId, at)}${more}</w:pPr>${text === "" ? "" : run(text)}</w:p>`;
/** Items of a list, each as deep as its text is indented. */
const items = (numId: number, ...texts: string[]) =>
  texts.map((text) => item(text.trim(), text.length - text.trimStart().length, { numId })).join("");
const startAt = (at: number, start: number) =>
  `<w:lvlOverride w:ilvl="${at}"><w:startOverride w:val="${start}"/></w:lvlOverride>`;

const clauses: Level[] = [
  { text: "%1." },
  { text: "%1(%2)", format: "lowerLetter" },
  { text: "%3)", format: "lowerRoman" },
];
const bullet = (text: string): Level => ({ text, format: "bullet" });

/** The lines of a document, whose lists are one with these levels, unless the numbering part is given. */
function lines(
  body: string,
  numbering: readonly Level[] | string = clauses,
  styles = "",
  more: readonly ZipPart[] = [],
): string[] {
  const lists = typeof numbering === "string" ? numbering : definition(0, numbering) + instance(1, 0);
  const { text } = readBody(body, [
    rels("word/document.xml", [
      { id: "n", type: "numbering", target: "numbering.xml" },
      { id: "s", type: "styles", target: "styles.xml" },
      ...(more.length > 0 ? [{ id: "f", type: "footer", target: "footer.xml" }] : []),
    ]),
    { name: "word/numbering.xml", content: `<w:numbering xmlns:w="w" xmlns:mc="mc">${lists}</w:numbering>` },
    { name: "word/styles.xml", content: `<w:styles xmlns:w="w">${styles}</w:styles>` },
    ...more,
  ]);
  return text.split("\n").filter((line) => line !== "");
}

describe("the numbers of a Word document's lists", () => {
  it("are boxes where the bullets are, since these are ticked by the choice of a bullet", () => {
    const boxes = ["☐", "☒", "•"].map(bullet);
    expect(lines(items(1, "open", " done", "  more"), boxes)).toEqual(["- ☐ open", "  - ☒ done", "    - more"]);
  });

  it("are boxes where Word writes them in a font of symbols", () => {
    const box = (text: string, font: string) => {
      const more = `<w:rPr><w:rFonts w:ascii="${font}" w:hAnsi="${font}" w:hint="default"/></w:rPr>`;
      return { text, format: "bullet", more };
    };
    const boxes = [box("\uf0a8", "Wingdings"), box("\uf0fc", "Wingdings"), box("\uf0b7", "Symbol")];
    expect(lines(items(1, "open", " done", "  more"), boxes)).toEqual(["- ☐ open", "  - ✓ done", "    - more"]);
  });

  it("stand before the text as Word shows them, and count on below what is not in the list", () => {
    const body =
      items(1, "one", " a", " b", "  i", "  ii", "two") + paragraph(run("between")) + items(1, " a", "three");
    expect(lines(body)).toEqual([
      "1. one",
      "  1(a) a",
      "  1(b) b",
      "    i) i",
      "    ii) ii",
      "2. two",
      "between",
      "  2(a) a",
      "3. three",
    ]);
  });

  it("are those of headings too, by the style and by the one that it is based on", () => {
    const style = (id: string, name: string, properties: string, basedOn = "") =>
      `<w:style w:type="paragraph" w:styleId="${id}"><w:name w:val="${name}"/>${basedOn}` +
      `<w:pPr>${properties}</w:pPr></w:style>`;
    const styles =
      style("H1", "heading 1", "<w:numPr><w:numId w:val='1'/></w:numPr>") +
      // The list names this style as its second level, whatever the style says.
      style("H2", "heading 2", "<w:numPr><w:ilvl w:val='7'/><w:numId w:val='1'/></w:numPr>") +
      style("Mine", "Mine", "", '<w:basedOn w:val="H2"/>') +
      style("Third", "Third", "<w:numPr><w:ilvl w:val='2'/></w:numPr>", '<w:basedOn w:val="H1"/>');
    const linked = (name: string) => `<w:pStyle w:val="${name}"/>`;
    const levels = clauses.map((one, at) => (at < 2 ? { ...one, more: linked(`H${at + 1}`) } : one));
    const none = `<w:p><w:pPr><w:pStyle w:val="H1"/>${inList(0, undefined)}</w:pPr>${run("none")}</w:p>`;
    const body = ["H1", "H2", "Mine", "Third"].map((id) => paragraph(run(id), id)).join("") + none;
    expect(lines(body + paragraph(run("H1"), "H1"), definition(0, levels) + instance(1, 0), styles)).toEqual([
      "# 1. H1",
      "## 1(a) H2",
      "## 1(b) Mine",
      // Linked by H1, on which it is based.
      "# 2. Third",
      "# none",
      "# 3. H1",
    ]);
  });

  it("begin where the list says, and go on where another reference to the same list does not begin again", () => {
    const lists =
      definition(0, [{ text: "%1." }, { text: "%1.%2" }]) +
      instance(1, 0) +
      instance(2, 0) +
      instance(3, 0, startAt(0, 7) + startAt(1, 3));
    const body = items(1, "a") + items(2, "b") + items(3, "c", "d", " e", " f") + items(1, "g", " h");
    expect(lines(body, lists)).toEqual(["1. a", "2. b", "7. c", "8. d", "  8.3 e", "  8.4 f", "9. g", "  9.1 h"]);
  });

  it("restart after the level that says so, or never", () => {
    const levels = (restart: string): Level[] => [
      { text: "%1." },
      { text: "%2)" },
      { text: "(%3)", more: `<w:lvlRestart w:val="${restart}"/>` },
    ];
    const body = [item("", 0), item("", 1), item("", 2), item("", 1), item("", 2), item("", 0), item("", 2)].join("");
    const third = (restart: string) => lines(body, levels(restart)).filter((line) => line.includes("("));
    expect(third("1")).toEqual(["    (1)", "    (2)", "    (1)"]);
    expect(third("0")).toEqual(["    (1)", "    (2)", "    (3)"]);
    expect(third("2")).toEqual(["    (1)", "    (1)", "    (1)"]);
    expect(third("9")).toEqual(["    (1)", "    (1)", "    (1)"]);
  });

  it("count a level that was passed over as begun, unless it has only to start again", () => {
    const levels = [{ text: "%1." }, { text: "%1.%2" }, { text: "%1.%2.%3" }];
    const counted = ["1.1 a", "2. b", "    2.1.1 c", "  2.1 d", "  2.2 e"];
    expect(lines(items(1, " a", "b", "  c", " d", " e"), levels)).toEqual(counted);
  });

  it("are decimal above a legal level, which keeps its own format, and have no signs where Word shows none", () => {
    const levels: Level[] = [
      { text: "Article %1.", format: "upperRoman" },
      { text: "Section %1.%2", format: "decimalZero", more: "<w:isLgl/>" },
      { text: "", format: "none" },
      { text: "%4)", more: "<w:rPr><w:vanish/></w:rPr>" },
    ];
    const all = ["Article I. x", "  Section 1.01 x", "x", "x"];
    expect(lines(items(1, "x", " x", "  x", "   x"), levels)).toEqual(all);
  });

  it("stand without a space before the text where the list says so", () => {
    const levels: Level[] = [{ text: "第%1条", format: "japaneseCounting", more: '<w:suff w:val="nothing"/>' }];
    expect(lines(item("（目的）") + item("（定義）"), levels)).toEqual(["第一条（目的）", "第二条（定義）"]);
  });

  it("are bullets for bullets, and words where Word shows words", () => {
    const levels = ["\uf0b7", "Note:"].map(bullet);
    expect(lines(item("x") + item("y", 1), levels)).toEqual(["- x", "  Note: y"]);
  });

  it("stand also in lines and cells without a text of their own", () => {
    const rows = ["x", "y"].map((text) => [item(""), paragraph(run(text))]);
    expect(lines(table(...rows))).toEqual(["| 1. | x |", "| --- | --- |", "| 2. | y |"]);
  });

  it("are not counted for paragraphs that are deleted or hidden with their mark", () => {
    const gone = (mark: string, content: string) =>
      item("", 0, { more: `<w:rPr>${mark}</w:rPr>` }).replace("</w:p>", `${content}</w:p>`);
    const body = [
      item("one"),
      gone("<w:del/>", `<w:del><w:r><w:delText>deleted</w:delText></w:r></w:del>`),
      gone("<w:vanish/>", run("hidden", "<w:vanish/>")),
      gone("<w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange>", run("two")),
    ];
    expect(lines(body.join(""))).toEqual(["1. one", "2. two", "Tracked changes:", '- deleted "deleted"']);
  });

  it("come from the list that defines a list style, and from levels that a reference replaces", () => {
    const lists =
      definition(0, [], '<w:numStyleLink w:val="Clauses"/>') +
      definition(1, clauses, '<w:styleLink w:val="Clauses"/>') +
      instance(1, 0) +
      instance(2, 1, `<w:lvlOverride w:ilvl="0">${level({ text: "§ %1", format: "upperLetter" }, 0)}</w:lvlOverride>`);
    expect(lines(item("x") + item("y", 0, { numId: 2 }), lists)).toEqual(["1. x", "§ B y"]);
  });

  it("have the zeros of formats that Word has added since", () => {
    const format =
      '<mc:AlternateContent><mc:Choice Requires="w14">' +
      '<w:numFmt w:val="custom" w:format="001, 002, 003, ..."/></mc:Choice>' +
      '<mc:Fallback><w:numFmt w:val="decimal"/></mc:Fallback></mc:AlternateContent>';
    expect(lines(item("x"), [{ text: "%1", more: format }])).toEqual(["001 x"]);
  });

  it("are counted in each text box by itself", () => {
    const box = paragraph(`<w:r>${textBox(item("in") + item("the box"))}</w:r>`);
    expect(lines(item("x") + box + item("y"))).toEqual(["1. x", "1. in", "2. the box", "2. y"]);
  });

  it("are counted in each story by itself", () => {
    const footer = { name: "word/footer.xml", content: `<w:ftr xmlns:w="w">${item("y")}</w:ftr>` };
    expect(lines(item("x"), clauses, "", [footer])).toEqual(["1. x", "Footer: 1. y"]);
  });

  it("are missing where the list is, which then has bullets", () => {
    expect(lines(item("x", 0, { numId: 9 }) + item("y", 5), clauses)).toEqual(["- x", "          - y"]);
  });

  it("do not make the text of a hostile document longer than what is read", () => {
    const levels = [{ text: "%1".repeat(10_000), format: "upperRoman" }];
    const list = instance(1, 0, startAt(0, 9_999_999));
    const numbering = `<w:numbering xmlns:w="w">${definition(0, levels)}${list}</w:numbering>`;
    const { text, incomplete } = readBody(item("").repeat(6_000), partOf("numbering", numbering));
    expect(incomplete).toMatch(/^The document is longer than 1,000,000 characters/);
    expect(text.length).toBeLessThan(1_500_000);
  });
});

describe("a number in a list", () => {
  const written: [format: string, counts: number[], written: string[]][] = [
    ["lowerLetter", [1, 26, 27, 53], ["a", "z", "aa", "aaa"]],
    ["lowerRoman", [4, 1_994], ["iv", "mcmxciv"]],
    ["upperRoman", [49], ["XLIX"]],
    ["ordinal", [1, 2, 3, 4, 11, 112, 121], ["1st", "2nd", "3rd", "4th", "11th", "112th", "121st"]],
    ["japaneseCounting", [1, 10, 11, 20, 111], ["一", "十", "十一", "二十", "百十一"]],
    ["chineseCountingThousand", [10, 19, 101, 110, 1_010], ["十", "十九", "一百〇一", "一百一十", "一千〇一十"]],
    ["ideographDigital", [10], ["一〇"]],
    ["decimalFullWidth", [12], ["１２"]],
    ["decimalEnclosedCircle", [3, 21], ["③", "21"]],
    ["ideographTraditional", [1], ["甲"]],
    ["russianLower", [3], ["в"]],
    ["none", [1], [""]],
    ["constructor", [5], ["5"]],
  ];

  it.each(written)("is written in %s as Word does", (format, counts, texts) => {
    expect(counts.map((count) => writeCount(count, format))).toEqual(texts);
  });

  it("is decimal where it is zero and the format has no sign for it", () => {
    for (const format of ["lowerLetter", "upperRoman", "japaneseCounting"]) expect(writeCount(0, format)).toBe("0");
  });
});
