import { describe, expect, it } from "vitest";
import { rels } from "../hostile/office-files.ts";
import { paragraph, readBody, run, table } from "./docx-sample.ts";

const content = (text: string) => `<w:txbxContent>${paragraph(run(text))}</w:txbxContent>`;
const vml = (text: string) => `<w:pict><v:shape><v:textbox>${content(text)}</v:textbox></v:shape></w:pict>`;
const drawing = (text: string) =>
  `<w:drawing><wp:anchor><wps:wsp><wps:txbx>${content(text)}</wps:txbx></wps:wsp></wp:anchor></w:drawing>`;
const both = (text: string) =>
  `<mc:AlternateContent><mc:Choice Requires="wps">${drawing(text)}</mc:Choice>` +
  `<mc:Fallback>${vml(text)}</mc:Fallback></mc:AlternateContent>`;
const textPath = (text: string) => `<w:pict><v:shape><v:textpath on="t" string="${text}"/></v:shape></w:pict>`;
const inRun = (shape: string, properties = "") => `<w:r><w:rPr>${properties}</w:rPr>${shape}</w:r>`;
const textOf = (body: string) => readBody(body).text;

describe("a text box of a Word document", () => {
  it.each([
    ["a drawing", drawing("in the box")],
    ["VML", vml("in the box")],
    ["both, as newer versions of Word write it for older ones", both("in the box")],
  ])("is given once, before the paragraph that it is anchored in, where it is %s", (_what, shape) => {
    const anchor = `<w:p>${inRun(shape)}${run("anchor")}</w:p>`;
    expect(textOf(`${paragraph(run("before"))}${anchor}`)).toBe("before\n\nin the box\n\nanchor");
  });

  it("stands in the cell that it is anchored in", () => {
    const rows = table([`<w:p>${inRun(both("box"))}${run("a")}</w:p>`, "<w:p/>"], ["<w:p/>", paragraph(run("b"))]);
    expect(textOf(rows)).toBe("| box<br>a |  |\n| --- | --- |\n|  | b |");
  });
});

describe("a picture in a line of a Word document", () => {
  it("stands there with its description as a word of its own", () => {
    const picture = (words: string) => `<w:r><w:drawing><wp:inline><wp:docPr ${words}/></wp:inline></w:drawing></w:r>`;
    const line = (words: string) => readBody(paragraph(run("before") + picture(words) + run("after"))).text;
    expect(line('descr="A harbour"')).toBe("before (image: A harbour) after");
    expect(line('title="A map"')).toBe("before (image: A map) after");
    expect(line('descr="Picture 3"')).toBe("beforeafter");
    expect(line(`descr="A line"><a:decorative val="1"/></wp:docPr><wp:x`)).toBe("beforeafter");
  });
});

describe("WordArt in a Word document", () => {
  it("is text where it stands, also in VML", () => {
    expect(textOf(`<w:p>${inRun(textPath("Grand &amp; Opening"))}</w:p>`)).toBe("Grand & Opening");
    expect(textOf(`<w:p>${inRun(both("Grand Opening"))}</w:p>`)).toBe("Grand Opening");
  });

  it("is nothing where a shape only could have a text, and where it is hidden", () => {
    const empty = '<w:pict><v:shapetype><v:textpath on="t" fitshape="t"/></v:shapetype></w:pict>';
    expect(textOf(`<w:p>${inRun(empty)}${inRun(textPath("hidden"), "<w:vanish/>")}${run("seen")}</w:p>`)).toBe("seen");
  });

  it("is given of a header too, where it is a watermark, once for all headers that have it", () => {
    const header = (at: number) => ({
      name: `word/header${at}.xml`,
      content: `<w:hdr xmlns:w="w" xmlns:v="v"><w:p>${inRun(textPath("DRAFT"))}</w:p></w:hdr>`,
    });
    const both = [1, 2].map((at) => ({ id: `h${at}`, type: "header", target: `header${at}.xml` }));
    const { text } = readBody(paragraph(run("text")), [rels("word/document.xml", both), header(1), header(2)]);
    expect(text).toBe("text\n\nHeader: DRAFT");
  });
});

describe("a heading in a table of a Word document", () => {
  const heading = (text: string) => `<w:p><w:pPr><w:outlineLvl w:val="1"/></w:pPr>${run(text)}</w:p>`;

  it("has no sign of a heading where the table is one, since it would be text there", () => {
    const rows = table([heading("Name"), heading("Sum")], [paragraph(run("a")), paragraph(run("1"))]);
    expect(textOf(rows)).toBe("| Name | Sum |\n| --- | --- |\n| a | 1 |");
  });

  it("is a heading where the table is only page layout", () => {
    expect(textOf(table([heading("Name") + paragraph(run("text"))]))).toBe("## Name\n\ntext");
  });
});

describe("a row of a Word table with columns of lines in its cells", () => {
  const lines = (...all: string[]) => all.map((one) => (one === "" ? "<w:p/>" : paragraph(run(one)))).join("");
  const head = [paragraph(run("")), paragraph(run("2006")), paragraph(run("2007"))];
  const bullets = (...all: string[]) =>
    all.map((one) => `<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>${run(one)}</w:p>`).join("");
  const breaks = (...all: string[]) => paragraph(all.map((one) => run(one)).join("<w:r><w:br/></w:r>"));

  it("is a row for each line, as people read it, whether the lines are paragraphs or not", () => {
    const row = [lines("", "Income", "Tax"), lines("€") + breaks("10", "2"), lines("€", "11", "1", "")];
    const shown = ["|  | € | € |", "| Income | 10 | 11 |", "| Tax | 2 | 1 |"];
    expect(textOf(table(head, row)).split("\n").slice(2)).toEqual(shown);
  });

  it.each([
    ["are not equally many", lines("a", "b", "c"), lines("1", "2")],
    ["are only two", lines("a", "", "b"), lines("1", "", "2")],
    ["are bullets", bullets("a", "b", "c"), bullets("1", "2", "3")],
    ["are sentences", lines("a", "b", "x".repeat(61)), lines("1", "2", "3")],
    ["are a table inside", lines("a", "b", "c"), table([lines("1"), lines("2")], [lines("3"), lines("4")])],
    ["stand in one cell only", lines("a", "b", "c"), "<w:p/>"],
  ])("is one row where they %s", (_what, first, second) => {
    expect(textOf(table(head, [first, second])).split("\n")).toHaveLength(3);
  });
});

describe("a table in a cell of another one", () => {
  const cells = (...all: string[]) => all.map((one) => paragraph(run(one)));

  it("is text that tells its rows and cells apart, since Markdown has no tables in tables", () => {
    const inner = table(cells("Name", "Sum"), cells("a | b", "1"), cells("", "2"));
    const outer = textOf(table(cells("x", "y"), [paragraph(run("z")), inner]));
    expect(outer.split("\n").at(-1)).toBe("| z | Name, Sum; a \\| b, 1; 2 |");
  });

  it("stays a table where the outer one is page layout", () => {
    expect(textOf(table([table(cells("a", "b"), cells("1", "2"))]))).toBe("| a | b |\n| --- | --- |\n| 1 | 2 |");
  });
});
