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
  ])("leaves out text that is hidden by %s, and says so", async (_by, hidden) => {
    const { text, incomplete } = await drawing(`<text>Seen</text>${hidden}`);
    expect(text).toBe("Seen");
    expect(incomplete).toBe("Text that a person who opens the document can't see is left out.");
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
