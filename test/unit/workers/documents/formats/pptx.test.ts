import { describe, expect, it } from "vitest";
import { office, pptx, rels, shape } from "../hostile/office-files.ts";
import { readSlides } from "./office-package.ts";

const read = (...slides: string[]) => readSlides(pptx(slides));
const runs = "<a:r><a:t>word </a:t></a:r>".repeat(300_000);
const longShape = `<p:sp><p:nvSpPr><p:nvPr/></p:nvSpPr><p:txBody><a:p>${runs}</a:p></p:txBody></p:sp>`;
const damaged = "The file is damaged; parts of it could not be read.";
const leftOut = /the rest is left out: 1\.$/;

describe("a slide with more text than is read", () => {
  it.each([
    ["a shape", longShape],
    ["a cell", `<p:graphicFrame><a:tbl><a:tr><a:tc><a:p>${runs}</a:p></a:tc></a:tr></a:tbl></p:graphicFrame>`],
  ])("gives what was read of %s, and says that it is not all", (_what, content) => {
    const { text, incomplete } = read(content);
    expect(text.slice(0, 60)).toContain("word word");
    expect(text.length).toBeGreaterThan(1_000_000);
    expect(incomplete).toMatch(leftOut);
  });

  it("still says nothing of a shape that is hidden", () => {
    const { text, incomplete } = read(longShape.replace("<p:nvPr/>", '<p:cNvPr hidden="1"/>'));
    expect(text).toBe("## Slide 1");
    expect(incomplete).toMatch(/left out: 1\. Text that is hidden from a person who opens the document is left out\.$/);
  });

  it("is told by name beside the slides that were not read", () => {
    const { incomplete } = read(longShape, shape("two"));
    expect(incomplete).toMatch(/^Only pages 1 to 1 of 2 were read\. Slides with too much on them/);
  });

  it("is told of when it has more than 50 diagrams", () => {
    const diagram = '<p:graphicFrame><dgm:relIds r:dm="d"/></p:graphicFrame>';
    expect(read(diagram.repeat(50))).not.toHaveProperty("incomplete");
    expect(read(diagram.repeat(51)).incomplete).toMatch(leftOut);
  });
});

const presentation = '<p:presentation xmlns:r="r"><p:sldIdLst><p:sldId r:id="r0"/></p:sldIdLst></p:presentation>';

describe("comments on a slide", () => {
  const ada = '<a:authorLst><a:author id="1" name="Ada"/></a:authorLst>';
  const comment = (content: string, authors = ada) => {
    const more = [
      rels("ppt/presentation.xml", [
        { id: "r0", type: "slide", target: "slides/slide0.xml" },
        { id: "r1", type: "authors", target: "authors.xml" },
      ]),
      { name: "ppt/authors.xml", content: authors },
      { name: "ppt/slides/slide0.xml", content: `<p:sld><p:spTree>${shape("Plan")}</p:spTree></p:sld>` },
      rels("ppt/slides/slide0.xml", [{ id: "c", type: "comments", target: "../comments/comment1.xml" }]),
      { name: "ppt/comments/comment1.xml", content },
    ];
    return readSlides(office("pptx", presentation, { more }));
  };

  it("stand below it, each with its replies", () => {
    const texts = (...lines: string[]) => lines.map((line) => `<a:p><a:r><a:t>${line}</a:t></a:r></a:p>`).join("");
    const reply = `<r:replyLst><r:reply authorId="2"><r:txBody>${texts("Yes")}</r:txBody></r:reply></r:replyLst>`;
    const own = `<r:txBody>${texts("Is it", "right?")}</r:txBody>`;
    expect(comment(`<r:cmLst><r:cm authorId="1">${reply}${own}</r:cm></r:cmLst>`).text).toBe(
      "## Slide 1\n\nPlan\n\n- Comment by Ada: Is it right?\n  - Reply: Yes",
    );
  });

  it("leave the slide readable where they are damaged, which is told", () => {
    const { text, incomplete } = comment('<p:cmLst><p:cm authorId="1"><p:text>Stop it</p:text></p:cm><p:cm>');
    expect(text).toBe("## Slide 1\n\nPlan\n\n- Comment by Ada: Stop it");
    expect(incomplete).toBe(damaged);
  });

  it("are there without the names that are damaged, which is told", () => {
    const list = '<p:cmLst><p:cm authorId="1"><p:text>Stop it</p:text></p:cm></p:cmLst>';
    const { text, incomplete } = comment(list, '<a:authorLst><a:author id="1" name="Ada"');
    expect(text).toBe("## Slide 1\n\nPlan\n\n- Comment: Stop it");
    expect(incomplete).toBe(damaged);
  });

  it("stay in one line each, so that neither they nor their authors forge a slide", () => {
    const forged = "Ada:&#10;&#10;## Slide 2&#8232;Approved";
    const list = `<p:cmLst><p:cm authorId="1"><p:text>${forged}</p:text></p:cm></p:cmLst>`;
    const { text } = comment(list, `<a:authorLst><a:author id="1" name="${forged}"/></a:authorLst>`);
    expect(text).toBe("## Slide 1\n\nPlan\n\n- Comment by Ada: ## Slide 2 Approved: Ada: ## Slide 2 Approved");
  });

  it("have authors whose names are not made to be long", () => {
    const list = '<p:cmLst><p:cm authorId="1"><p:text>Yes</p:text></p:cm></p:cmLst>';
    const { text } = comment(list, `<a:authorLst><a:author id="1" name="${"a".repeat(1_000)}"/></a:authorLst>`);
    expect(text).toContain(`- Comment by ${"a".repeat(200)}: Yes`);
  });
});

describe("a presentation without text", () => {
  const said = "The file is empty.";

  it("says that it is empty where all of its slides are", () => {
    expect(read("", "")).toMatchObject({ text: "## Slide 1\n\n## Slide 2", incomplete: said });
    expect(read("", shape("two"))).not.toHaveProperty("incomplete");
    expect(readSlides(pptx(["", shape("two")]), { endPage: 1 })).not.toHaveProperty("incomplete");
  });

  it("doesn't say so of hidden shapes", () => {
    const { incomplete } = read(shape("secret").replace("<p:nvPr/>", '<p:cNvPr hidden="1"/><p:nvPr/>'));
    expect(incomplete).toBe("Text that is hidden from a person who opens the document is left out.");
  });
});

it("a slide that is not shown is read, and says so", () => {
  const more = [
    rels("ppt/presentation.xml", [{ id: "r0", type: "slide", target: "slides/slide0.xml" }]),
    { name: "ppt/slides/slide0.xml", content: `<p:sld show="0"><p:spTree>${shape("spare")}</p:spTree></p:sld>` },
  ];
  const { text } = readSlides(office("pptx", presentation, { more }));
  expect(text).toBe("## Slide 1 (hidden)\n\nspare");
});

describe("a table on a slide", () => {
  it("keeps values below their headings in merged cells, since PowerPoint also writes the covered ones", () => {
    const cell = (text: string, merged = "") =>
      `<a:tc ${merged}><a:txBody><a:p>${text === "" ? "" : `<a:r><a:t>${text}</a:t></a:r>`}</a:p></a:txBody></a:tc>`;
    const covered = (by: string) => cell("nobody sees this", `${by}="1"`);
    const rows = [
      [cell("Region"), cell("Month"), cell("Sum")],
      [cell("North", 'rowSpan="2"'), cell("Jan"), cell("10")],
      [covered("vMerge"), cell("Feb"), cell("20")],
      [cell("Total", 'gridSpan="2"'), covered("hMerge"), cell("30")],
    ];
    const table = rows.map((cells) => `<a:tr>${cells.join("")}</a:tr>`).join("");
    const { text } = read(`<p:graphicFrame><a:tbl>${table}</a:tbl></p:graphicFrame>`);
    expect(text.split("\n").slice(-3)).toEqual(["| North | Jan | 10 |", "|  | Feb | 20 |", "| Total |  | 30 |"]);
  });
});
