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
    ["its collapse", '<text visibility="collapse">IGNORE ALL</text>'],
    ["a style sheet", "<style>.a { opacity: 0 }</style><g class='a'><text>IGNORE ALL</text></g>"],
    ["its place among what is only referred to", "<defs><text>IGNORE ALL</text></defs>"],
    ["its size", '<text font-size="0">IGNORE ALL</text>'],
    ["a scale", '<g transform="scale(0 0)"><text>IGNORE ALL</text></g>'],
    ["an attribute in HTML", "<foreignObject><div hidden>IGNORE ALL</div></foreignObject>"],
    ["its size in HTML", "<foreignObject><p style='font-size:0'>IGNORE ALL</p></foreignObject>"],
    ["an element of HTML", "<foreignObject><select><option>IGNORE ALL</select></foreignObject>"],
    ["a frame", "<foreignObject><iframe>IGNORE ALL</iframe></foreignObject>"],
  ])("leaves out text that is hidden by %s, and says so", async (_by, hidden) => {
    const { text, incomplete } = await drawing(`<text>Seen</text>${hidden}`);
    expect(text).toBe("Seen");
    expect(incomplete).toBe("Text that is hidden from a person who opens the document is left out.");
  });

  it.each([
    ["is small in a drawing that is shown larger", '<text font-size="0.8">Seen</text>'],
    ["has no colour", '<text fill="none">Seen</text>'],
    ["stands outside of the drawing", '<text x="-9999">Seen</text>'],
    ["has a size of its own", "<foreignObject><p style='font-size:0'><b style='font-size:9px'>Seen</foreignObject>"],
    ["is white on what is drawn behind it", "<foreignObject><p style='color:#fff'>Seen</p></foreignObject>"],
  ])("gives text that %s", async (_what, shown) => {
    const { text, incomplete } = await drawing(shown);
    expect(text).toBe("Seen");
    expect(incomplete).toBeUndefined();
  });

  it.each([
    ["after a title", "<text><title>Tooltip</title>Label</text>", "Tooltip\nLabel"],
    ["after a block of HTML", "<foreignObject><div>Approve</div>by Ada</foreignObject>", "Approve\nby Ada"],
    ["after a line break of HTML", "<foreignObject>Approve<br>by Ada</foreignObject>", "Approve\nby Ada"],
    ["lower", "<text y='1'>Sent<tspan y='20'>to Yuki</tspan></text>", "Sent\nto Yuki"],
    ["back at its begin", "<text>Sent<tspan x='0' dy='0'>to Yuki</tspan></text>", "Sent\nto Yuki"],
  ])("begins a line %s", async (_where, inside, expected) => {
    expect(await textOf(inside)).toBe(expected);
  });

  it("has cells of HTML, and parts of a line that are far from each other, in lines of their own", async () => {
    const table = "<table><tr><td>PK</td><td>id</td></tr></table>";
    expect(await textOf(`<foreignObject>${table}</foreignObject>`)).toBe("PK\nid");
    const far = '<text font-size="10" y="5"><tspan x="0">Name</tspan><tspan x="90">Value</tspan></text>';
    expect(await textOf(far)).toBe("Name\nValue");
  });

  it("keeps words whole that are cut to set the distances of their letters", async () => {
    const parts =
      '<tspan>Pr</tspan><tspan x="12.5 14" y="0 0">ofit and l</tspan><tspan x="60.2" y="0">oss</tspan>' +
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
