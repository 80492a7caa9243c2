import { describe, expect, it } from "vitest";
import { docx, pptx, rels, shape, xlsx } from "../hostile/office-files.ts";
import { readSheets, readSlides, readWord } from "./office-package.ts";

const images = (...names: string[]) => names.map((id) => ({ id, type: "image", target: `../media/${id}.png` }));
const more = [
  rels("word/document.xml", [...images("logo", "map"), { id: "emf", type: "image", target: "media/drawing.emf" }]),
];
const word = (body: string) => readWord(docx(body, { more })).text;
const drawing = (content: string, properties = "") =>
  `<w:drawing><wp:inline><wp:docPr id="1" name="Picture 1"${properties}/>${content}</wp:inline></w:drawing>`;
const blip = (id: string, properties = "") =>
  `<pic:pic><pic:cNvPr id="1"${properties}/><a:blip r:embed="${id}"/></pic:pic>`;
const run = (content: string) => `<w:r>${content}</w:r>`;
const paragraph = (content: string) => `<w:p>${run("<w:t>Before</w:t>")}${content}${run("<w:t>after</w:t>")}</w:p>`;
const named = ' descr="A map of the sites"';

describe("a picture in a Word document", () => {
  it.each([
    ["its number", drawing(blip("map")), "(image 1)"],
    ["its number and description", drawing(blip("map"), named), "(image 1: A map of the sites)"],
    ["a description of its own in a group", drawing(blip("map", named)), "(image 1: A map of the sites)"],
    ["a description alone where it can't be shown", drawing(blip("emf"), named), "(image: A map of the sites)"],
    [
      "its number in a document of Word 2003",
      '<w:pict><v:shape alt="A map of the sites"><v:imagedata r:id="map"/></v:shape></w:pict>',
      "(image 1: A map of the sites)",
    ],
  ])("has %s where it stands", (_what, content, expected) => {
    expect(word(paragraph(run(content)))).toBe(`Before ${expected} after`);
  });

  it("has its description once, with those that stand in the same drawing", () => {
    const both = drawing(blip("map", named) + blip("logo", ' descr="Logo"'), named);
    expect(word(paragraph(run(both)) + paragraph(run(drawing(blip("map"), named))))).toBe(
      "Before (image 1: A map of the sites)  (image 2: Logo) after\n\nBefore (image 1) after",
    );
  });

  it.each([
    ["deleted", `<w:del>${run(drawing(blip("logo")))}</w:del>`],
    ["hidden", `<w:r><w:rPr><w:vanish/></w:rPr>${drawing(blip("logo"))}</w:r>`],
    ["the fallback of another", run(`<mc:Fallback>${drawing(blip("logo"))}</mc:Fallback>`)],
  ])("has no number where it is %s", (_what, content) => {
    expect(word(`<w:p>${content}${run(drawing(blip("map")))}</w:p>`)).toBe("(image 1)");
  });

  it("has its number at most 200 times more, and no description then", () => {
    const text = word(`<w:p>${run(drawing(blip("map"), named)).repeat(300)}</w:p>`);
    expect(text.match(/image 1/g)).toHaveLength(201);
    expect(text.match(/A map/g)).toHaveLength(1);
  });
});

const picture = (id: string, properties = "") =>
  `<p:pic><p:nvPicPr><p:cNvPr id="4" name="Picture 4"${properties}/></p:nvPicPr>` +
  `<p:blipFill><a:blip r:embed="${id}"/></p:blipFill></p:pic>`;
const slides = (trees: readonly string[], ids: readonly string[]) =>
  pptx(trees, { more: trees.map((_, at) => rels(`ppt/slides/slide${at}.xml`, images(...ids))) });

describe("a picture on a slide", () => {
  it("has its number and description where it stands, and its number where it stands again", () => {
    const deck = slides([shape("One") + picture("map", named), picture("map", named)], ["map"]);
    expect(readSlides(deck).text).toBe("## Slide 1\n\nOne\n\n(image 1: A map of the sites)\n\n## Slide 2\n\n(image 1)");
  });

  it("has its number once where it stands on more than five slides, in whichever window they are read", () => {
    const deck = slides(
      Array.from({ length: 6 }, () => shape("Text") + picture("logo", ' descr="Logo"')),
      ["logo"],
    );
    expect(readSlides(deck).text.match(/image 1: Logo/g)).toHaveLength(1);
    expect(readSlides(deck).text).toMatch(/^## Slide 1\n\nText\n\n\(image 1: Logo\)\n\n## Slide 2\n\nText\n\n## /);
    expect(readSlides(deck, { startPage: 2 }).text).toMatch(/^## Slide 2\n\nText\n\n## Slide 3/);
  });
});

it("a picture on a sheet has its number, the cell that it begins at, and its description", () => {
  const at = "<xdr:from><xdr:col>1</xdr:col><xdr:colOff>7</xdr:colOff><xdr:row>4</xdr:row></xdr:from>";
  const to = "<xdr:to><xdr:col>9</xdr:col><xdr:row>9</xdr:row></xdr:to>";
  const content = `<xdr:wsDr><xdr:twoCellAnchor>${at}${to}${picture("map", named)}</xdr:twoCellAnchor></xdr:wsDr>`;
  const book = xlsx("<row><c><v>7</v></c></row>", {
    more: [
      rels("xl/worksheets/sheet1.xml", [{ id: "d", type: "drawing", target: "../drawings/drawing1.xml" }]),
      { name: "xl/drawings/drawing1.xml", content },
      rels("xl/drawings/drawing1.xml", images("map")),
    ],
  });
  expect(readSheets(book)).toMatchObject({
    text: "## One\n\n7\n\n(image 1 at B5: A map of the sites)",
    incomplete: expect.stringMatching(/^The document has a picture/),
  });
});
