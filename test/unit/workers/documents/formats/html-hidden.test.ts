import { describe, expect, it } from "vitest";
import { readHtml } from "#workers/documents/formats/html/read-html.ts";

/** What is read of a mail between two lines that are always seen. */
const read = (html: string) => readHtml(`<p>first</p>${html}<p>last</p>`, { findQuotes: false }).text;

describe("an indented first line", () => {
  it.each([
    ..."margin-left:106.2pt;text-indent:-106.2pt | margin-left:3.5in;text-indent:-3.5in".split(" | "),
    ..."margin:0cm 0cm 0cm 30cm;text-indent:-30cm | margin:0 1200px;text-indent:-1200px".split(" | "),
    ..."padding:0 0 0 1200pt;text-indent:-1200pt | padding-left:1200px;text-indent:-1200px".split(" | "),
    ..."margin-left:600px;padding-left:600px;text-indent:-1200px | text-indent:-106.2pt".split(" | "),
    ..."text-indent:-120px | text-indent:-100.5pt | text-indent:-9999furlongs".split(" | "),
    ..."margin:0 -9999px;padding:0 9999px | margin-left:-9999px;padding-left:9999px".split(" | "),
  ])("is read while it stays on the screen: %s", (style) => {
    expect(read(`<p style="${style}">Participants: Ann</p>`)).toContain("Participants");
    expect(read(`<style>.MsoNormal{${style}}</style><p class=MsoNormal>Participants: Ann</p>`)).toContain("Ann");
  });

  it.each([
    ..."text-indent:-9999px | text-indent:-999em | text-indent:-1000px | text-indent:-9999px hanging".split(" | "),
    ..."text-indent:-1e4px | text-indent:-30in | text-indent:-100cm | text-indent:-100%".split(" | "),
    ..."margin-left:20px;text-indent:-9999px | margin:0 0 0 20px;text-indent:-9999px".split(" | "),
    ..."margin-left:9999px;margin:0;text-indent:-9999px | margin:0 9999px 0 auto;text-indent:-9999px".split(" | "),
    ..."margin-left:auto;text-indent:-9999px | margin-left:-9999px | margin:0 0 0 -9999px".split(" | "),
    "margin:-9999px 0 0",
  ])("is left out when it is off the screen: %s", (style) => {
    expect(read(`<p style="${style}">secret</p>`)).toBe("first\n\nlast");
  });

  it("is positioned by the declaration that wins", () => {
    const item = (style: string) => `<style>p{margin-left:1200px}</style><p style="${style}">item</p>`;
    expect(read(item("text-indent:-1200px"))).toContain("item");
    expect(read(item("margin:0;text-indent:-1200px"))).not.toContain("item");
  });
});

describe("text inside hidden text", () => {
  const within = (outer: string, inner: string) =>
    read(`<div style="${outer}">x<div><span style="${inner}">inside</span></div></div>`);

  it.each([
    ["font-size:0", "font-size:1em | font-size:100% | font-size:inherit | font-size:unset"],
    ["font-size:0", "font-size:larger | font-size:2ex;color:red | font-size:no-size | font:2em Arial"],
    ["font-size:0", "font-size:1e400em"],
    ["font-size:0cm", "font:inherit"],
    ["font:0/0 Arial", "color:red"],
    ["font-size:14px;font:0px Arial", "font-size:1.5em"],
    ["font-size:1px", "font-size:100%"],
    ["font-size:1pt", "font-size:.9em"],
    ["font-size:0.01in", "font-size:1em"],
    ["visibility:hidden", "visibility:inherit | visibility:unset | visibility:no-visibility"],
    ["visibility:collapse", "visibility:revert"],
  ])("is hidden when it inherits that: %s, %s", (outer, inner) => {
    for (const one of inner.split(" | ")) expect(within(outer, one), one).toBe("first\n\nlast");
  });

  it.each([
    ["font-size:0", "font-size:14px | font-size:1rem | font-size:medium | font-size:xx-small"],
    ["font-size:0", "font-size:initial | font-size:calc(10px + 1vw) | font-size:2vmin"],
    ["font-size:0", "font-size:14px\\9 | font:italic 400 14px/1.5 Arial | font:bold small serif"],
    ["font-size:0", "font:14px Arial;font-family:'0 px'"],
    ["font-size:1px", "font-size:14em"],
    ["font-size:0;font:14px Arial", "font-size:1em"],
    ["visibility:hidden", "visibility:visible | visibility:initial | visibility:var(--x)"],
    ["font-size:14px", "font-size:.1em | font-size:-1px | font-size:1"],
  ])("is read when it declares otherwise: %s, %s", (outer, inner) => {
    for (const one of inner.split(" | ")) expect(within(outer, one), one).toContain("inside");
  });

  it("is read in a font element with a size", () => {
    expect(read('<div style="font-size:0"><font size=2>inside</font></div>')).toContain("inside");
  });

  it("is read in nested quotes of decreasing size", () => {
    const quotes = '<div style="font-size:0.8em">'.repeat(50);
    expect(read(`${quotes}inside${"</div>".repeat(50)}`)).toContain("inside");
  });

  it("takes its size from a later font shorthand", () => {
    expect(read('<style>p{font-size:0}</style><p style="font:14px Arial">inside</p>')).toContain("inside");
  });
});

describe("a style of very many digits or spaces", () => {
  const digits = "1".repeat(200_000);
  const spaces = " ".repeat(200_000);
  it.each([
    ["color", `rgb(1${spaces}x`],
    ["color", `rgba(,${spaces}x`],
    ["font", `${digits}x`],
    ["font-size", `${digits}.${digits}x`],
    ["font-size", `1${spaces}x`],
    ["overflow:hidden;height", `${digits}x`],
    ["text-indent", `-${digits}x`],
    ["margin", `${digits}${spaces}${digits}`],
  ])("is read in linear time: %s", (property, value) => {
    expect(read(`<p style="${property}:${value}">text</p>`)).toContain("text");
  });
});

describe("a declaration", () => {
  const item = (rule: string, style: string) =>
    read(`<style>.x{${rule}}</style><p class=x style="${style}">item</p>`).includes("item");

  it.each([
    ["display:none!important", "display:block"],
    ["visibility: hidden ! IMPORTANT", "visibility:visible"],
    ["display:none !important;display:block", ""],
    ["font-size:0!important", "font-size:16px"],
    ["font:0px/1 Arial !important", "font-size:16px"],
    ["display:block!important", "display:none!important"],
  ])("that is important hides, whatever follows without !important: %s, then %s", (rule, style) => {
    expect(item(rule, style)).toBe(false);
  });

  it.each([
    ["display:none", "display:block"],
    ["display:none", "display:block!important"],
    ["display:none", "display:inline-table"],
    ["visibility:hidden", "visibility:var(--shown)"],
    ["opacity:0", "opacity:.5"],
    ["display:none!important", "display:list-item!important"],
  ])("is overridden by a stronger one: %s, then %s", (rule, style) => {
    expect(item(rule, style)).toBe(true);
  });

  it.each([
    ["display:none", "display:shown"],
    ["display:none;display:block foo", ""],
    ["display:none", "display:block !important now"],
    ["display:none", "display:"],
    ["visibility:hidden", "visibility:visible visible"],
    ["visibility:hidden;visibility:yes", ""],
    ["opacity:0", "opacity:full"],
    ["opacity:0", "opacity:1px"],
  ])("that is invalid overrides nothing: %s, then %s", (rule, style) => {
    expect(item(rule, style)).toBe(false);
  });
});

describe("coloured text", () => {
  const on = (background: string, color: string) =>
    read(`<div style="background:${background}"><p style="color:${color}">words</p></div>`);

  it.each([
    ["white", "#ffff | #ffffff00 | rgb(255 255 255) | rgb(100%,100%,100%) | rgba(0,0,0,.02)"],
    ["white", "hsl(0, 0%, 100%) | hwb(120 100% 0%) | oklch(1 0 0) | color(srgb 1 1 1)"],
    ["tomato", "#ff6347"],
    ["no-repeat midnightblue", "rgb(25,25,112)"],
    ["#222;color:#222", "inherit | currentColor"],
    ["rgb(0 0 0 / .5)", "#808080"],
    ["#333", "transparent"],
  ])("is left out if its colour is that of the background: %s, %s", (background, color) => {
    for (const one of color.split(" | ")) expect(on(background, one), one).toBe("first\n\nlast");
  });

  it.each([
    ["white", "rgb(0 0 0 / .5)"],
    ["white", "var(--x)"],
    ["white", "windowtext"],
    ["var(--x)", "white"],
    ["tomato", "white"],
    ["#222;color:white", "inherit"],
    ["url(x) white", "white"],
    ["white", `rgb(calc(255 ${"+ 0 ".repeat(100)}),255,255)`],
  ])("is read if its colour differs from the background, or may differ: %s, %s", (background, color) => {
    expect(on(background, color)).toContain("words");
  });
});
