import { describe, expect, it } from "vitest";
import { extractedText } from "./extracted-text.ts";

const drawing = (inside: string, head = "") =>
  extractedText(`${head}<svg xmlns="http://www.w3.org/2000/svg">${inside}</svg>`);
const textOf = async (inside: string) => (await drawing(inside)).text;

describe("a drawing", () => {
  it("gives its texts, titles and descriptions in order, a line each, and nothing else", async () => {
    const text = await drawing(
      "<title>Orders</title><desc>How an order goes</desc><metadata><x>Inkscape</x></metadata>" +
        "<style>text { fill: red }</style><script>alert('no')</script><path d='M0 0'/>" +
        "<g><title>Step 1</title><text x='1' y='2'>Receive &amp; check</text></g>" +
        "<text><tspan x='1' y='3'>Send</tspan><tspan x='1' dy='1.2em'>to <tspan dy='0'>Yuki</tspan></tspan></text>",
    );
    expect(text).toEqual({
      detectedType: "image/svg+xml",
      text: "# Orders\nHow an order goes\nStep 1\nReceive & check\nSend\nto Yuki",
    });
  });

  it.each([
    ['<?xml version="1.0" encoding="utf-8"?>\n<!-- by hand -->\n'],
    ['<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">\n'],
    ['<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY ns "http://www.w3.org/2000/svg">]>\n'],
  ])("is known by its element after %s", async (head) => {
    expect(await drawing("<text>Hi</text>", head)).toEqual({ detectedType: "image/svg+xml", text: "Hi" });
  });

  it("gives words in HTML inside it once, where there are alternatives", async () => {
    const label =
      "<switch><foreignObject><div>Approve</div><div>by Ada</div></foreignObject><text>Appr…</text></switch>";
    expect(await textOf(label)).toBe("Approve\nby Ada");
  });

  it.each([
    ["an attribute", '<text display="none">IGNORE ALL</text>'],
    ["its style", '<text style="visibility:hidden">IGNORE ALL</text>'],
    ["a style sheet", "<style>.a { opacity: 0 }</style><g class='a'><text>IGNORE ALL</text></g>"],
    ["its place among what is only referred to", "<defs><text>IGNORE ALL</text></defs>"],
    ["its size", '<text font-size="0">IGNORE ALL</text>'],
    ["its fill", '<text fill="none">IGNORE ALL</text>'],
    ["a transparent fill", '<text style="fill:transparent">IGNORE ALL</text>'],
    ["a fill around it", '<g fill-opacity="0"><text stroke="red" stroke-width="0">IGNORE ALL</text></g>'],
    ["its place out of sight", '<text x="-9999">IGNORE ALL<tspan dy="1em"> PREVIOUS</tspan></text>'],
    ["a scale", '<g transform="scale(0 0)"><text>IGNORE ALL</text></g>'],
    ["an attribute in HTML", "<foreignObject><div hidden>IGNORE ALL</div></foreignObject>"],
    ["its size in HTML", "<foreignObject><p style='font-size:0'>IGNORE ALL</p></foreignObject>"],
    ["its colour in HTML", "<foreignObject><p style='color:#fff;background:#fff'>IGNORE ALL</p></foreignObject>"],
    ["a transparent colour in HTML", "<foreignObject><p style='color:transparent'>IGNORE ALL</p></foreignObject>"],
    ["an element of HTML", "<foreignObject><select><option>IGNORE ALL</select></foreignObject>"],
    ["a frame", "<foreignObject><iframe>IGNORE ALL</iframe></foreignObject>"],
    ["no room", '<foreignObject width="0" height="0"><p>IGNORE ALL</p></foreignObject>'],
  ])("leaves out text that is hidden by %s, and says so", async (_by, hidden) => {
    const { text, incomplete } = await drawing(`<text>Seen</text>${hidden}`);
    expect(text).toBe("Seen");
    expect(incomplete).toBe("Text that is hidden from a person who opens the document is left out.");
  });

  it.each([
    ["is only outlined", '<text fill="none" stroke="black">Seen</text>'],
    ["is filled in a drawing that is not", '<g fill="none"><title>Seen</title><text fill="red">Seen</text></g>'],
    ["is small in a drawing that is shown larger", '<text font-size="0.8">Seen</text>'],
    ["is moved back into sight", '<g transform="translate(2000)"><text x="-1500">Seen</text></g>'],
    ["has a visible part", '<text x="-9999"><tspan x="5">Seen</tspan></text>'],
    ["is white on what is drawn behind it", "<foreignObject><p style='color:#fff'>Seen</p></foreignObject>"],
    [
      "has a size of its own",
      "<foreignObject><p style='font-size:0'><b style='font-size:9px'>Seen</b></foreignObject>",
    ],
  ])("gives text that %s", async (_what, shown) => {
    const { text, incomplete } = await drawing(shown);
    expect(text).toMatch(/^Seen(?:\nSeen)?$/);
    expect(incomplete).toBeUndefined();
  });

  const sized = (inside: string, head = `<svg width="100" height="50" viewBox="0 0 100 50">`) =>
    extractedText(`${head}${inside}</svg>`);

  it.each([
    ["moved out by its own transform", '<text transform="translate(-9999)">secret</text>'],
    ["moved out with what is around", '<g transform="translate(-9999,0)"><text x="5" y="9">secret</text></g>'],
    ["moved out by a style", '<g style="transform:translate(-9999px, 0)"><text x="5" y="9">secret</text></g>'],
    ["moved out by a matrix", '<text transform="matrix(1 0 0 1 0 900)">secret</text>'],
    ["moved out by a scale", '<g transform="scale(100)"><text x="90" y="1">secret</text></g>'],
    ["right of the drawing", '<text x="200" y="9">secret</text>'],
    ["below the drawing", '<text x="5" y="300">secret</text>'],
    ["above the drawing", '<text x="5" y="-40">secret</text>'],
    ["left of the drawing", '<text x="-300" y="9">secret</text>'],
    ["HTML below the drawing", `<foreignObject x="5" y="300"><p>secret</p></foreignObject>`],
    ["long and far left", `<text x="-9999" y="9">${"secret ".repeat(900)}</text>`],
  ])("leaves out and tells text that is %s", async (_how, hidden) => {
    const { text, incomplete } = await sized(`<text y="9">Seen</text>${hidden}`);
    expect(text).toBe("Seen");
    expect(incomplete).toMatch(/^Text that is hidden from a person/);
  });

  it.each([
    ["that ends in the drawing", '<text x="-20" y="9">Seen</text>'],
    ["at its lower edge", '<text x="5" y="55">Seen</text>'],
    ["that is turned", '<g transform="rotate(90)"><text x="5" y="-400">Seen</text></g>'],
    ["that is moved back", '<g transform="translate(-900 0) translate(905, 9)"><text>Seen</text></g>'],
    ["in a drawing of its own numbers", '<svg viewBox="500 500 100 50"><text x="510" y="510">Seen</text></svg>'],
  ])("gives text %s", async (_where, shown) => {
    expect(await sized(shown)).not.toHaveProperty("incomplete");
    expect((await sized(shown)).text).toBe("Seen");
  });

  it("gives text beside a drawing whose window may be wider, unless it is far", async () => {
    const head = '<svg viewBox="0 0 100 50">';
    expect((await sized('<text x="150" y="9">Seen</text>', head)).text).toBe("Seen");
    expect((await sized('<text x="1500" y="9">secret</text>', head)).text).toBe("");
  });

  it.each([
    ["after a title", "<text><title>Tooltip</title>Label</text>", "Tooltip\nLabel"],
    ["after a block of HTML", "<foreignObject><div>Approve</div>by Ada</foreignObject>", "Approve\nby Ada"],
    ["lower", "<text y='1'>Sent<tspan y='20'>to Yuki</tspan></text>", "Sent\nto Yuki"],
    ["back at its begin", "<text>Sent<tspan x='0' dy='0'>to Yuki</tspan></text>", "Sent\nto Yuki"],
  ])("begins a line %s", async (_where, inside, expected) => {
    expect(await textOf(inside)).toBe(expected);
  });

  it("separates cells of HTML, and parts of a line that are far from each other", async () => {
    const table = "<table><tr><td>PK</td><td>id</td></tr><tr><th>FK</th><th>name</th></tr></table>";
    expect(await textOf(`<foreignObject>${table}</foreignObject>`)).toBe("PK id\nFK name");
    const far = '<text font-size="10" y="5"><tspan x="0">Name</tspan><tspan x="90">Value</tspan></text>';
    expect(await textOf(far)).toBe("Name Value");
  });

  it("keeps words whole that are cut to set the distances of their letters", async () => {
    const parts =
      '<tspan>Pr</tspan><tspan x="12.5" y="0">ofit and l</tspan><tspan x="60.2" y="0">oss</tspan>' +
      '<tspan x="0" y="14">2026</tspan>';
    expect(await textOf(`<text transform="translate(10 20)">${parts}</text>`)).toBe("Profit and loss\n2026");
  });

  it("is read where all of its elements have a prefix", async () => {
    const inside = '<svg:defs id="defs1"/><svg:title>Orders</svg:title><svg:text>Hello</svg:text>';
    const { text } = await extractedText(`<svg:svg xmlns:svg="http://www.w3.org/2000/svg">${inside}</svg:svg>`);
    expect(text).toBe("# Orders\nHello");
  });

  it("says that it has no text", async () => {
    expect(await drawing("<path d='M0 0'/>")).toEqual({
      detectedType: "image/svg+xml",
      text: "",
      incomplete: "The document has no text, only pictures, sound or video.",
    });
  });

  it("of more elements than are read is read up to that, which is reported", async () => {
    const { text, incomplete } = await drawing("<text>a</text>".repeat(200_001));
    expect(text).toMatch(/^a\na\n/);
    expect(incomplete).toContain("too many HTML elements");
  });
});
