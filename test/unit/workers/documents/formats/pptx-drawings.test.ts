import { describe, expect, it } from "vitest";
import { pptx, rels, shape } from "../hostile/office-files.ts";
import type { ZipPart } from "../hostile/zip-writer.ts";
import { salesChart, salesTable } from "../ooxml/chart-parts.ts";
import { readSlides } from "./office-package.ts";

const read = (tree: string, more: readonly ZipPart[] = []) =>
  readSlides(pptx([tree], { more })).text.replace("## Slide 1\n\n", "");
const place = (x: number, y: number) => `<a:xfrm><a:off x="${x}" y="${y}"/><a:ext cx="90" cy="30"/></a:xfrm>`;
/** A shape with a text and the place of its upper left corner. */
const box = (text: string, x: number, y: number) =>
  shape(text).replace("</p:nvSpPr>", `</p:nvSpPr><p:spPr>${place(x, y)}</p:spPr>`);
const group = (content: string, properties = "") =>
  `<p:grpSp><p:nvGrpSpPr><p:cNvPr id="9" name="Group"${properties}/></p:nvGrpSpPr>${content}</p:grpSp>`;
const paragraphs = (text: string) => text.split("\n\n");

const cell = (text: string) => `<a:tc><a:txBody><a:p><a:r><a:t>${text}</a:t></a:r></a:p></a:txBody></a:tc>`;
const tableRow = (cells: readonly string[]) => `<a:tr>${cells.map(cell).join("")}</a:tr>`;
const table = (...rows: string[][]) => `<p:graphicFrame><a:tbl>${rows.map(tableRow).join("")}</a:tbl></p:graphicFrame>`;
const placeholder = (type: string, text: string) =>
  shape(text).replace("<p:nvPr/>", `<p:nvPr><p:ph type="${type}"/></p:nvPr>`);

describe("shapes of a slide", () => {
  it("come in rows, whatever was drawn first", () => {
    const drawn = box("Do", 100, 100) + box("Check", 200, 104) + box("Plan", 0, 98) + box("The cycle", 0, 0);
    expect(paragraphs(read(drawn))).toEqual(["The cycle", "Plan", "Do", "Check"]);
  });

  it("come in columns where each column was drawn as a whole", () => {
    const first = box("North", 0, 0) + box("Open since May", 0, 40);
    const second = box("South", 200, 0) + box("Closed", 200, 40);
    expect(paragraphs(read(first + second))).toEqual(["North", "Open since May", "South", "Closed"]);
    expect(paragraphs(read(second + first))).toEqual(["North", "Open since May", "South", "Closed"]);
  });

  it("stay together in a group, which stands where the group does", () => {
    const cycle = `<p:grpSpPr>${place(0, 100)}</p:grpSpPr>${box("B", 9_000, 0)}${box("A", 0, 0)}`;
    const drawn = group(cycle) + box("Below", 0, 200) + box("Above", 0, 0);
    expect(paragraphs(read(drawn))).toEqual(["Above", "A", "B", "Below"]);
  });

  it("keep their order around those whose place only the layout tells", () => {
    const drawn = box("second", 0, 100) + placeholder("body", "Placeholder") + box("last", 0, 50) + box("third", 0, 0);
    expect(paragraphs(read(drawn))).toEqual(["second", "Placeholder", "third", "last"]);
  });

  it("are read once where a drawing has another one for older programs", () => {
    const fallback = `<mc:Fallback xmlns:mc="m">${box("old", 0, 0)}</mc:Fallback>`;
    expect(
      read(
        `<mc:AlternateContent xmlns:mc="m"><mc:Choice>${box("new", 0, 0)}</mc:Choice>${fallback}</mc:AlternateContent>`,
      ),
    ).toBe("new");
  });

  it("have a bullet for each paragraph below another, and the line ends of their texts", () => {
    const level = (at: number, text: string) => `<a:p><a:pPr lvl="${at}"/><a:r><a:t>${text}</a:t></a:r></a:p>`;
    const broken = "<a:p><a:pPr/><a:r><a:t>two</a:t></a:r><a:br/><a:r><a:t>lines</a:t></a:r></a:p>";
    const items = level(0, "Content") + level(1, "below") + level(2, "deeper") + broken;
    expect(read(`<p:sp><p:txBody>${items}</p:txBody></p:sp>`)).toBe("Content\n- below\n  - deeper\ntwo\nlines");
  });

  it("are left out in a hidden group", () => {
    expect(read(group(box("secret", 0, 0) + group(box("inner", 0, 0)), ' hidden="1"') + box("seen", 0, 0))).toBe(
      "seen",
    );
  });
});

describe("numbered paragraphs of a slide", () => {
  const item = (text: string, type = "", level = 0, more = "") => {
    const number = type === "" ? "" : `<a:buAutoNum type="${type}"${more}/>`;
    const runs = text === "" ? "" : `<a:r><a:t>${text}</a:t></a:r>`;
    return `<a:p><a:pPr lvl="${level}">${number}</a:pPr>${runs}</a:p>`;
  };
  const shapeOf = (...items: string[]) => `<p:sp><p:txBody>${items.join("")}</p:txBody></p:sp>`;
  const linesOf = (...items: string[]) => read(shapeOf(...items)).split("\n");
  const period = "arabicPeriod";

  it("have the numbers that PowerPoint counts, on from lower levels and empty lines", () => {
    const letter = (text: string) => item(text, "alphaLcParenR", 1);
    const steps = [item("Plan", period), letter("who"), letter("when"), item("", period), item("Do", period)];
    const numbered = ["1. Plan", "  a) who", "  b) when", "2. Do", "  a) what"];
    expect(linesOf(...steps, letter("what"))).toEqual(numbered);
  });

  it("begin again after one without a number or with another kind, and in each shape", () => {
    const items = [item("a", period), item("note"), item("b", period), item("c", "romanUcPeriod")];
    expect(linesOf(...items)).toEqual(["1. a", "note", "1. b", "I. c"]);
    expect(read(shapeOf(item("a", period)) + shapeOf(item("b", period)))).toBe("1. a\n\n1. b");
  });

  it("begin where they are said to", () => {
    const from5 = ' startAt="5"';
    expect(linesOf(item("a", period, 0, from5), item("b", period, 0, from5))).toEqual(["5. a", "6. b"]);
    expect(linesOf(item("a", period, 0, ' startAt="-3"'))).toEqual(["1. a"]);
  });

  it.each([
    ["arabicParenBoth", "(1)"],
    ["arabicPlain", "1"],
    ["alphaUcPeriod", "A."],
    ["romanLcParenR", "i)"],
    ["circleNumDbPlain", "①"],
    ["ea1JpnKorPeriod", "一."],
    ["hebrew2Minus", "1-"],
    ["constructor", "1."],
  ])("are written as %s says", (type, number) => {
    expect(linesOf(item("a", type))).toEqual([`${number} a`]);
  });

  it("have them in a cell of a table, too", () => {
    const cells = `<a:tc><a:txBody>${item("a", period)}${item("b", period)}</a:txBody></a:tc>`;
    expect(read(`<p:graphicFrame><a:tbl><a:tr>${cells}</a:tr></a:tbl></p:graphicFrame>`)).toContain("| 1. a 2. b |");
  });
});

describe("the description of a shape with text", () => {
  const described = (description: string, text: string, type = "body") =>
    placeholder(type, text).replace("<p:nvSpPr>", `<p:nvSpPr><p:cNvPr ${description}/>`);

  it("is left out where it repeats the text, word for word or nearly", () => {
    const text = "Need more entries? Type below the last one.";
    expect(read(described(`descr="${text}"`, text))).toBe(text);
    expect(read(described('descr="Need more income entries? Type below the last one."', text))).toBe(text);
  });

  it("stands below the text where it says something else", () => {
    expect(read(described('descr="Sales fell in all three regions"', "Sales"))).toBe(
      "Sales\n\n(image: Sales fell in all three regions)",
    );
    expect(read(described('descr="売上は三地域で減少"', "売上"))).toBe("売上\n\n(image: 売上は三地域で減少)");
  });

  it("is left out where the shape is said to be decorative", () => {
    const extensions = (on: number) => `descr="A line"><a:extLst><a:decorative val="${on}"/></a:extLst></p:cNvPr><p:x`;
    expect(read(described(extensions(1), "Sales"))).toBe("Sales");
    expect(read(described(extensions(0), "Sales"))).toBe("Sales\n\n(image: A line)");
  });

  it("doesn't become part of the slide's title", () => {
    const slide = pptx([described('descr="A flag of Japan"', "Osaka", "title")]);
    expect(readSlides(slide).text).toBe("## Slide 1: Osaka\n\n(image: A flag of Japan)");
  });

  it("is its title where Office 2010 wrote only that", () => {
    expect(read(described('descr="" title="A map of the sites"', "Sites"))).toBe(
      "Sites\n\n(image: A map of the sites)",
    );
  });
});

describe("a chart on a slide", () => {
  const chartFrame = '<p:graphicFrame><c:chart r:id="c1"/></p:graphicFrame>';
  const more = [
    rels("ppt/slides/slide0.xml", [{ id: "c1", type: "chart", target: "../charts/chart1.xml" }]),
    { name: "ppt/charts/chart1.xml", content: salesChart },
  ];

  it("is a table, in its place among the shapes", () => {
    expect(read(shape("before") + chartFrame + shape("after"), more)).toBe(`before\n\n${salesTable}\n\nafter`);
  });

  it("leaves the slide readable when it is damaged", () => {
    const damaged = [...more.slice(0, 1), { name: "ppt/charts/chart1.xml", content: "<chartSpace><ser>" }];
    expect(read(shape("before") + chartFrame, damaged)).toBe("before");
  });
});

describe("a page of notes", () => {
  const withNotes = (tree: string) => [
    rels("ppt/slides/slide0.xml", [{ id: "n", type: "notesSlide", target: "../notesSlides/notesSlide1.xml" }]),
    {
      name: "ppt/notesSlides/notesSlide1.xml",
      content: `<p:notes><p:cSld><p:spTree>${tree}</p:spTree></p:cSld></p:notes>`,
    },
  ];

  it("gives its tables and WordArt too, and neither its page number nor the picture of the slide", () => {
    const wordArt = shape("Applause").replace(
      "<p:txBody>",
      '<p:txBody><a:bodyPr><a:prstTxWarp prst="wave"/></a:bodyPr>',
    );
    const margins = placeholder("sldNum", "12") + placeholder("hdr", "Header") + placeholder("sldImg", "picture");
    const notes = margins + placeholder("body", "Say hello.") + table(["Time", "Who"], ["9:00", "Ada"]) + wordArt;
    expect(read(shape("slide"), withNotes(notes))).toBe(
      "slide\n\nNotes: Say hello.\n\n| Time | Who |\n| --- | --- |\n| 9:00 | Ada |\n\nApplause",
    );
  });

  it("has a table below its name where nothing stands before it", () => {
    expect(read(shape("slide"), withNotes(table(["a", "b"])))).toBe("slide\n\nNotes:\n\n| a | b |\n| --- | --- |");
  });
});

describe("a table on a slide", () => {
  it("keeps every row, also empty ones, and each cell on one line", () => {
    const rows = table(["Step", "Owner"], ["", ""], ["Buy", "Ada"]);
    const manyLines = rows.replace("<a:t>Buy</a:t></a:r>", "<a:t>Buy</a:t></a:r><a:br/><a:r><a:t>tea</a:t></a:r>");
    expect(read(manyLines)).toBe("| Step | Owner |\n| --- | --- |\n|  |\n| Buy tea | Ada |");
  });
});

it("the footer of a slide is given where it is another than on the slide before, in whichever window", () => {
  const footer = (text: string) => shape("Text") + placeholder("ftr", text) + placeholder("sldNum", "7");
  const deck = pptx(["Confidential", "Confidential", "Draft"].map(footer));
  const [first, second, third] = ["\n\nText\n\nConfidential", "\n\nText", "\n\nText\n\nDraft"];
  expect(readSlides(deck).text).toBe(`## Slide 1${first}\n\n## Slide 2${second}\n\n## Slide 3${third}`);
  expect(readSlides(deck, { startPage: 2 }).text).toBe(`## Slide 2${second}\n\n## Slide 3${third}`);
});
