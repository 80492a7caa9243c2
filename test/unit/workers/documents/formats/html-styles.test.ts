import { describe, expect, it } from "vitest";
import { runs } from "#test/support/property-runs.ts";
import { readHtml } from "#workers/documents/formats/html/read-html.ts";

/** What is read of a mail between two lines that are always seen. */
const read = (html: string) => readHtml(`<p>first</p>${html}<p>last</p>`, { findQuotes: false }).text;

describe("a style sheet in a mail", () => {
  it.each([
    [
      "in an at-rule after one for screens",
      "<style>@media screen{.a{color:red}} @media (max-width:600px){.x{color:red}.desk{display:none}}</style>",
    ],
    [
      "in an at-rule after nested ones",
      "<style>@media all{@media screen{.a{color:red}\n}\n}\n@media print{.x{color:red}.desk{display:none}}</style>",
    ],
    [
      "in an at-rule within one for screens",
      "<style>@media screen{.a{color:red} @media (max-width:600px){.x{top:0}.desk{display:none}}}</style>",
    ],
    ["after a brace too many", "<style>.a{color:red}} .desk{display:none}</style>"],
    ["in an at-rule after a brace too many", "<style>.a{top:0}} @media print{.x{top:0}.desk{display:none}}</style>"],
    ["for other elements within a rule", "<style>.a{.b{top:0} .desk{display:none}}</style>"],
    ["for a state within a rule", "<style>.desk{top:0;&:hover{left:0;display:none;}color:red}</style>"],
    ["for printers and narrow screens", "<style>@media print,screen and (max-width:9px){.desk{display:none}}</style>"],
    ["for no screen", "<style>@media not screen{.desk{display:none}} @media-x{.desk{display:none}}</style>"],
    ["in a sheet for narrow screens", '<style media="only screen and (max-width:600px)">.desk{display:none}</style>'],
    ["in a sheet for printers", '<style type="text/css" media="print">.desk{display:none}</style>'],
    ["within a string", "<style>.a::after{content:'} .desk{display:none} .b{'}</style>"],
  ])("hides nothing by a rule %s", (_where, styles) => {
    expect(read(`${styles}<p class=desk>Invoice: 5,000 EUR</p>`)).toContain("Invoice");
  });

  it.each([
    ["after an at-rule for screens", "@media screen{.a{color:red}}.h{display:none}"],
    ["after nested at-rules", "@media all{@media screen{.a{color:red}\n}\n}\n.h{display:none}"],
    ["after an import within an at-rule", "@media screen{.a{color:red} @import url(x);}.h{display:none}"],
    ["after an at-rule within one for screens", "@media screen{@media print{.a{top:0}}.h{display:none}}"],
    ["after an address with a semicolon", "@import url(https://x.example/css?w=400;700);.h{display:none}"],
    ["after a rule within a rule", ".a{top:0;&:hover{left:0}}.h{display:none}"],
    ["around a rule within the rule", ".h{&:hover{left:0;}display:none}"],
    ["after a string with a brace", ".a::after{content:'{'}.h{display:none}"],
    ["after a string with an escaped quote", ".a::after{content:'\\'{'}.h{display:none}"],
    ["for screens and printers", "@media screen,print{.h{display:none}}"],
    ["for printers and everything else", "@media print , ALL{.h{display:none}}"],
    ["for one kind of screen and every screen", "@media (max-width:600px),\nonly screen{.h{display:none}}"],
    ["for all that don't print", "@media not print{.h{display:none}}"],
    ["for no media in particular", "@media{.h{display:none}}"],
    ["at the end of a sheet that is cut", ".a{top:0} @media screen{.h{display:none"],
  ])("applies a rule %s", (_where, css) => {
    expect(read(`<style>${css}</style><p class=h>secret</p>`)).toBe("first\n\nlast");
  });

  it("applies to screens if it is for screens and printers", () => {
    expect(read('<style media="screen, print">.h{display:none}</style><p class=h>secret</p>')).toBe("first\n\nlast");
  });
});

describe("a style in unusual notation", () => {
  it.each([
    "d\\69splay:none",
    "display:n\\6f ne",
    ..."DISPLAY:/**/none/**/ font-size:0p\\78 x:url(;);display:none x:(;display:block);display:none".split(" "),
    ..."x:{display:block};display:none x:'\n;display:none opacity:-1".split(" "),
  ])("hides as in browsers: %s", (style) => {
    expect(read(`<p style="${style}">secret</p>`)).toBe("first\n\nlast");
    expect(read(`<style>.h{${style}}</style><p class=h>secret</p>`)).toBe("first\n\nlast");
  });

  it.each([
    ..."dis/**/play:none | *display:none | display none | x:(;display:none)".split(" | "),
    ..."x:{display:none} | }display:none | display:none 'x".split(" | "),
  ])("hides nothing where browsers ignore it: %s", (style) => {
    expect(read(`<p style="${style}">text</p>`)).toContain("text");
  });
});

describe("a style sheet of very many repetitions", () => {
  it.each(["p", "p ", "p>", ".a", "[a]", "[a='b", "[", "(", "{", "}", "@media screen{", "/*", "'", "url("])(
    "is read, and hides nothing: %s",
    (word) => {
      expect(read(`<style>${word.repeat(runs(1_000_000))}{display:none}</style><p class=a>text</p>`)).toContain("text");
    },
  );
});
