import { describe, expect, it } from "vitest";
import { ownCpuMs } from "#test/support/own-cpu.ts";
import { partOf, rels } from "../hostile/office-files.ts";
import type { ZipPart } from "../hostile/zip-writer.ts";
import { paragraph, readBody as read, run, textBox } from "./docx-sample.ts";

const ofStyle = (id: string) => `<w:rStyle w:val="${id}"/>`;
const shown = '<w:vanish w:val="0"/>';
const hiddenBox = textBox(paragraph(run("hidden")));

const hidingStyles =
  '<w:style w:type="paragraph" w:styleId="HiddenParagraph"><w:rPr><w:vanish/></w:rPr></w:style>' +
  '<w:style w:type="paragraph" w:styleId="Below"><w:basedOn w:val="HiddenParagraph"/></w:style>' +
  `<w:style w:type="paragraph" w:styleId="ShownBelow"><w:basedOn w:val="Below"/><w:rPr>${shown}</w:rPr></w:style>` +
  '<w:style w:type="character" w:styleId="HiddenRun"><w:rPr><w:vanish w:val="true"/></w:rPr></w:style>' +
  '<w:style w:type="character" w:styleId="RunBelow"><w:basedOn w:val="HiddenRun"/></w:style>' +
  '<w:style w:type="character" ' +
  'w:styleId="Was"><w:rPr><w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr></w:style>';

function styled(body: string, styles = hidingStyles, more: readonly ZipPart[] = []): string {
  const parts = [{ id: "s", type: "styles", target: "styles.xml" }];
  const notes = { id: "n", type: "footnotes", target: "footnotes.xml" };
  return read(body, [
    rels("word/document.xml", more.length > 0 ? [...parts, notes] : parts),
    { name: "word/styles.xml", content: `<w:styles xmlns:w="w">${styles}</w:styles>` },
    ...more,
  ]).text;
}

describe("a comment in a Word document", () => {
  it("has its author in one line, so that the name forges no text", () => {
    const author = "Ada:&#10;&#10;## Approved&#8232;by the board";
    const comment = `<w:comment w:id="0" w:author="${author}">${paragraph(run("Sure?"))}</w:comment>`;
    const comments = partOf("comments", `<w:comments xmlns:w="w">${comment}</w:comments>`);
    expect(read(paragraph(run("Plan")), comments).text).toBe("Plan\n\nComment by Ada: ## Approved by the board: Sure?");
  });
});

describe("text of a Word document that a style hides", () => {
  it.each([
    ["a paragraph's", paragraph(run("hidden"), "HiddenParagraph")],
    ["a paragraph's, through the one that it is based on", paragraph(run("hidden"), "Below")],
    ["a run's", paragraph(run("hidden", ofStyle("HiddenRun")) + run("seen"))],
    ["a run's, through the one that it is based on", paragraph(run("hidden", ofStyle("RunBelow")) + run("seen"))],
    ["that of a text box's run", paragraph(`<w:r><w:rPr>${ofStyle("HiddenRun")}</w:rPr>${hiddenBox}</w:r>`)],
  ])("is left out where the style is %s", (_what, body) => {
    expect(styled(`${body}${paragraph(run("seen"))}`)).not.toContain("hidden");
    expect(styled(`${body}${paragraph(run("seen"))}`)).toContain("seen");
  });

  it.each([
    ["its run says so", paragraph(run("seen", shown), "HiddenParagraph")],
    ["its run says so against its own style", paragraph(run("seen", ofStyle("HiddenRun") + shown))],
    ["a style says so against the one that it is based on", paragraph(run("seen"), "ShownBelow")],
    ["a style once hid it", paragraph(run("seen", ofStyle("Was")))],
    ["both styles hide, which takes each other back", paragraph(run("seen", ofStyle("HiddenRun")), "HiddenParagraph")],
    [
      "only the mark at the end of its paragraph is hidden",
      `<w:p><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr>${run("seen")}</w:p>`,
    ],
  ])("is seen where %s", (_what, body) => {
    expect(styled(body)).toBe("seen");
  });

  it("is told to be left out, but not where only white space is hidden", () => {
    const said = "Text that is hidden from a person who opens the document is left out.";
    expect(read(paragraph(run("hidden", "<w:vanish/>") + run("seen")))).toEqual({ text: "seen", incomplete: said });
    expect(read(paragraph(run(" ", "<w:vanish/>") + run("seen")))).toEqual({ text: "seen" });
  });

  it("is left out where paragraphs have that style unless they name another", () => {
    const styles = hidingStyles.replace("<w:style ", '<w:style w:default="1" ');
    expect(styled(paragraph(run("hidden")) + paragraph(run("hidden"), "unknown"), styles)).toBe("");
    expect(styled(paragraph(run("seen"), "ShownBelow"), styles)).toBe("seen");
  });

  it("is left out where the whole document is hidden but for what its runs say", () => {
    const styles = "<w:docDefaults><w:rPrDefault><w:rPr><w:vanish/></w:rPr></w:rPrDefault></w:docDefaults>";
    expect(styled(paragraph(run("hidden") + run("seen", shown)), styles)).toBe("seen");
  });

  it("takes its footnotes along", () => {
    const mark = (id: number) => `<w:footnoteReference w:id="${id}"/>`;
    const footnotes = [1, 2].map((id) => `<footnote id="${id}"><p><r><t>note ${id}</t></r></p></footnote>`).join("");
    const body = `<w:r><w:rPr>${ofStyle("HiddenRun")}</w:rPr>${mark(1)}</w:r><w:r><w:t>seen</w:t>${mark(2)}</w:r>`;
    const part = { name: "word/footnotes.xml", content: `<footnotes>${footnotes}</footnotes>` };
    expect(styled(paragraph(body), hidingStyles, [part])).toBe("seen[^1]\n\n[^1]: note 2");
  });
});

describe("a Word document of which not all is read", () => {
  const table = (inside: string) => `<w:tbl><w:tr><w:tc>${inside}</w:tc></w:tr></w:tbl>`;
  const nested = (depth: number): string => (depth === 0 ? paragraph(run("innermost")) : table(nested(depth - 1)));

  it("says that tables deep inside others are left out", () => {
    expect(read(nested(20))).toEqual({ text: "innermost" });
    expect(read(nested(21))).toEqual({ text: "", incomplete: "Tables nested more than 20 deep are left out." });
  });

  it("says that only the first headers and footers were read", () => {
    const withHeaders = (count: number) => {
      const ids = Array.from({ length: count }, (_, at) => `h${at}`);
      const headers = ids.map((id) => ({ id, type: "header", target: "header.xml" }));
      return read(paragraph(run("text")), [rels("word/document.xml", headers)]);
    };
    expect(withHeaders(50)).not.toHaveProperty("incomplete");
    expect(withHeaders(51).incomplete).toBe("Only the first 50 headers and the first 50 footers were read.");
  });

  it("says that it is too long, even if what was read of it is little text", () => {
    const blank = paragraph(`<w:r><w:t>${" ".repeat(1_100)}</w:t></w:r>`).repeat(1_000);
    const { text, incomplete } = read(`${paragraph(run("first"))}${blank}${paragraph(run("last"))}`);
    expect(text).toBe("first");
    expect(incomplete).toMatch(/^The document is longer than 1,000,000 characters/);
  });
});

describe("a Word document with thousands of links and notes", () => {
  const repeat = (count: number, write: (at: number) => string) =>
    Array.from({ length: count }, (_, at) => write(at)).join("");

  const mark = (id: number) => `<w:r><w:footnoteReference w:id="${id}"/></w:r>`;
  const note = (id: number, text: string) => `<footnote id="${id}"><p><r><t>${text}</t></r></p></footnote>`;
  const footnotes = (notes: string) => partOf("footnotes", `<footnotes>${notes}</footnotes>`);

  it("is read in time that grows with them", async () => {
    const target = 'Type="x/hyperlink" Target="https://contoso.com" TargetMode="External"';
    const relationships = repeat(20_000, (at) => `<Relationship Id="r${at}" ${target}/>`);
    const notes = '<Relationship Id="n" Type="x/footnotes" Target="footnotes.xml"/>';
    const links = repeat(50_000, () => `<w:hyperlink w:id="r19998">${run("a")}</w:hyperlink>`);
    const marks = repeat(50_000, mark);
    const many = repeat(50_000, (at) => `<footnote id="no ${at}"><p><r><t>b</t></r></p></footnote>`);
    const parts = [
      { name: "word/_rels/document.xml.rels", content: `<Relationships>${notes}${relationships}</Relationships>` },
      { name: "word/footnotes.xml", content: `<footnotes>${many}</footnotes>` },
    ];
    const cpuMs = await ownCpuMs(() => {
      const { text } = read(`<w:p>${links}</w:p><w:p>${marks}</w:p>`, parts);
      expect(text).toContain("[a](https://contoso.com/)");
      expect(text).toContain("\nNote: b");
    });
    expect(cpuMs).toBeLessThan(5_000);
  });

  it("leaves out the lines that Word keeps as notes, to draw above the others", () => {
    const lines = '<footnote type="separator" id="-1"><p><r><t>line</t></r></p></footnote>';
    expect(read(`<w:p>${run("a")}${mark(7)}</w:p>`, footnotes(lines + note(7, "b"))).text).toBe("a[^1]\n\n[^1]: b");
  });

  it("gives all marks of a note the number of the first", () => {
    const twice = `<w:p>${mark(7)}${run(" and ")}${mark(7)}</w:p>`;
    expect(read(twice, footnotes(note(7, "b"))).text).toBe("[^1] and [^1]\n\n[^1]: b");
  });

  it("leaves out marks that lead to no note", () => {
    const notes = footnotes(note(8, " ") + note(9, "here"));
    expect(read(`<w:p>${run("a")}${mark(7)}${mark(8)}${mark(9)}</w:p>`, notes).text).toBe("a[^1]\n\n[^1]: here");
    expect(read(`<w:p>${run("a")}${mark(7)}</w:p>`).text).toBe("a");
  });
});

describe("a table with merged cells", () => {
  const cell = (text: string, properties = "") =>
    `<w:tc><w:tcPr>${properties}</w:tcPr>${text === "" ? "<w:p/>" : paragraph(run(text))}</w:tc>`;
  const span = (columns: number | string) => `<w:gridSpan w:val="${columns}"/>`;
  const skip = (columns: number) => `<w:trPr><w:gridBefore w:val="${columns}"/></w:trPr>`;
  /** Of cells, or of the texts of plain ones. */
  const row = (...cells: string[]) =>
    `<w:tr>${cells.map((one) => (one.startsWith("<") ? one : cell(one))).join("")}</w:tr>`;
  const rows = (...all: string[]) => read(`<w:tbl>${all.join("")}</w:tbl>`).text.split("\n");
  const rowsBelowHead = (...all: string[]) => rows(row("Region", "Month", "Sum"), ...all).slice(2);

  it("keeps values under their heads beside a cell that spans columns", () => {
    const total = row(cell("Total", span(2)), "99");
    expect(rowsBelowHead(row("North", "Jan", "99"), total)).toEqual(["| North | Jan | 99 |", "| Total |  | 99 |"]);
    expect(rows(row(cell("Where", span(2)), "Sum"), row("a", "b", "c"))[0]).toBe("| Where |  | Sum |");
  });

  it("keeps them in a row that begins further right", () => {
    expect(rowsBelowHead(row(skip(2), "99"))).toEqual(["|  |  | 99 |"]);
    expect(rowsBelowHead(row(skip(1), "Jan", "99"), row("a"))).toEqual(["|  | Jan | 99 |", "| a |"]);
  });

  it("keeps them below a cell that spans rows", () => {
    const north = row(cell("North", '<w:vMerge w:val="restart"/>'), "Jan", "10");
    const below = row(cell("nobody sees this", "<w:vMerge/>"), "Feb", "20");
    const wide = row(cell("nor this", `${span(2)}<w:vMerge w:val="continue"/>`), "30");
    const shown = ["| North | Jan | 10 |", "|  | Feb | 20 |", "|  |  | 30 |"];
    expect(rowsBelowHead(north, below, wide)).toEqual(shown);
  });

  it("shows no column in which no cell begins", () => {
    const wide = (text: string) => cell(text, span(3));
    const table = [row(wide("a"), "b", "c"), row(wide("1"), "2"), row(wide("3"), cell("4", span(2)))];
    expect(rows(...table)).toEqual(["| a | b | c |", "| --- | --- | --- |", "| 1 | 2 |", "| 3 | 4 |"]);
  });

  it("takes no notice of spans where all rows have as many cells, since then only borders were moved", () => {
    const table = [row(cell("a", span(2)), "b"), row("1", cell("2", span(2)))];
    expect(rows(...table)).toEqual(["| a | b |", "| --- | --- |", "| 1 | 2 |"]);
  });

  it("takes no notice of what a span once was, or of one in a table inside", () => {
    const was = `<w:tcPrChange><w:tcPr>${span(2)}</w:tcPr></w:tcPrChange>`;
    const wasBefore = "<w:trPr><w:trPrChange><w:trPr><w:gridBefore w:val='1'/></w:trPr></w:trPrChange></w:trPr>";
    expect(rowsBelowHead(row(wasBefore, cell("x", was), "y"))).toEqual(["| x | y |"]);
    const inner = `<w:tc><w:tbl>${row(cell("in", span(2)))}</w:tbl><w:p/></w:tc>`;
    expect(rowsBelowHead(row(inner, "y"))).toEqual(["| in | y |"]);
  });

  it("is still laid out as text where it has one column only", () => {
    expect(rows(row(cell("a", span(2))), row(cell("b", span(2))))).toEqual(["a", "", "b"]);
  });

  it.each(["1000000000", "9".repeat(400)])("is not made wider than 63 columns by a span of %s", (columns) => {
    const all = row(...Array.from({ length: 70 }, (_, at) => `c${at}`));
    const wide = row(cell("a", span(columns)), "b", cell("c", span(columns)), "d");
    expect(rows(all, wide).at(-1)).toBe(`| a |${"  |".repeat(62)} b | c | d |`);
  });

  it.each(["-5", "0", "x", ""])("has cells of one column where the span is %j", (columns) => {
    expect(rowsBelowHead(row(cell("a", span(columns)), "b"))).toEqual(["| a | b |"]);
  });
});
