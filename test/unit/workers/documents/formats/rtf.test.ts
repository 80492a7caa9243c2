import { describe, expect, it } from "vitest";
import { readRtf } from "#workers/documents/formats/rtf/read-rtf.ts";
import { inWords } from "./in-words.ts";

const readWhole = (rtf: string) => inWords(readRtf(Uint8Array.from(Buffer.from(rtf, "latin1")), { findQuotes: false }));
const read = (rtf: string) => readWhole(rtf).text;
const coded = (bytes: number[]) => bytes.map((byte) => `\\'${byte.toString(16)}`).join("");

it("an RTF document gives its text, with Unicode and code pages, and no pictures or fonts", () => {
  const text = String.raw`{\fonttbl{\f0 Arial;}}{\pict 89504e}Gr\'fc\u223 ?e\par\uc0\u8364 5`;
  expect(read(`{\\rtf1\\ansi\\ansicpg1252${text}}`)).toBe("Grüße\n€5");
});

describe("text beside that of an RTF document", () => {
  it.each([
    [
      "a header and a footer",
      String.raw`{\header Contoso\par}{\footerf \chpgn  Secret\par}Plan`,
      "Header: Contoso\n\nFooter:  Secret\nPlan",
    ],
    [
      "a text box, once",
      String.raw`a{\shp{\*\shpinst\shpleft9{\sp{\sn wz}{\sv no}}{\shptxt\pard box\par}}{\shprslt{\pard box\par}}}b`,
      "abox\nb",
    ],
  ])("is read of %s", (_what, rtf, expected) => {
    expect(read(`{\\rtf1\\ansi ${rtf}}`)).toBe(expected);
  });
});

describe("letters of an RTF document", () => {
  it("are those of their font's character set", () => {
    const rtf = String.raw`{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset204 Arial;}}\f0\'ef\'f0\'e8}`;
    expect(read(rtf)).toBe("при");
  });

  it.each([
    [0, [0xfc], "ü"],
    [1, [0xfc], "ü"],
    [128, [0x82, 0xa0], "あ"],
    [129, [0xb0, 0xa1], "가"],
    [134, [0xc4, 0xe3], "你"],
    [136, [0xa7, 0x41], "你"],
    [161, [0xe1], "α"],
    [162, [0xfd], "ı"],
    [163, [0xf0], "đ"],
    [177, [0xe0], "א"],
    [178, [0xc7], "ا"],
    [186, [0xe0], "ą"],
    [204, [0xff], "я"],
    [222, [0xa1], "ก"],
    [238, [0xb3], "ł"],
  ])("are read in the character set %i", (charset, bytes, expected) => {
    const table = `{\\fonttbl{\\f0\\froman Arial;}{\\f7\\fswiss\\fcharset${charset} Arial;}}`;
    expect(read(`{\\rtf1\\ansi\\ansicpg1252${table}\\f7 ${coded(bytes)}}`)).toBe(expected);
  });

  it("are not what a property of every object happens to be called", () => {
    expect(read(String.raw`{\rtf1\ansi a\constructor b\toString c\valueOf d}`)).toBe("abcd");
  });

  it("are those of the font that holds where they stand", () => {
    const table = String.raw`{\fonttbl{\f0 Arial;}{\f1\fcharset204 Arial;}{\f2\cpg1253 Arial;}}`;
    const text = String.raw`\'e1{\f1\'e1{\f2\'e1}\'e1}\'e1\f1\'e1\plain\'e1`;
    expect(read(`{\\rtf1\\ansi\\ansicpg1250${table}${text}}`)).toBe("áбαбáбá");
    expect(read(`{\\rtf1\\ansi\\deff1${table}${text}}`)).toBe("ббαбббб");
  });

  it("may have a second byte that is written as a letter, and bytes above 127 that are not written as codes", () => {
    const table = String.raw`{\fonttbl{\f0\fcharset128 Gothic;}{\f1\fcharset204 Arial;}}`;
    expect(read(`{\\rtf1${table}\\f0\\'83A\\'83\r\nJ B\\f1 \xef\xf0\\'e8}`)).toBe("アカ Bпри");
  });
});

describe("text of an RTF document that is not shown", () => {
  it.each([
    ["deleted by a tracked change", String.raw`a{\deleted\revauthdel1 no}b \deleted no\deleted0 c`],
    ["hidden", String.raw`a{\v no}b \v no\v0 c`],
  ])("is left out where it is %s", (_what, text) => {
    expect(read(`{\\rtf1 ${text}}`)).toBe("ab c");
  });

  it("ends where the run's properties begin again", () => {
    expect(read(String.raw`{\rtf1 a\deleted no\plain b\v no\plain c}`)).toBe("abc");
  });
});

it("HTML that RTF wraps is read in place of what RTF has for other readers", () => {
  const bold = String.raw`{\*\htmltag84 <b>}you{\*\htmltag92 </b>}\htmlrtf\par}`;
  const html = String.raw`{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 Hello ${bold}`;
  expect(read(`{\\rtf1\\ansi\\fromhtml1${html}\\htmlrtf0 {\\*\\htmltag72 </p>}}`)).toBe("Hello **you**");
});

it("HTML that RTF wraps has no line end within a tag but those of its own", () => {
  const tag = String.raw`{\*\htmltag <a\par href="https://contoso.com/a\line b">}`;
  expect(read(String.raw`{\rtf1\ansi\fromhtml1 ${tag}seen{\*\htmltag </a>}}`)).toBe("[seen](https://contoso.com/ab)");
});

describe("a long RTF document", () => {
  it.each(["\\'e9", "x\n"])("of nothing but %j is read no further than is needed", (unit) => {
    expect(read(`{\\rtf1 ${unit.repeat(2_100_000)}}`)).toHaveLength(2_000_001);
  });
});

describe("an RTF document that is not read whole", () => {
  const wrapped = (html: string) => `{\\rtf1\\ansi\\fromhtml1 {\\*\\htmltag ${html}}last}`;
  const tooLong = /too long or nested too deeply/;

  it.each([
    ["is long", `{\\rtf1 ${"x".repeat(2_000_001)}\\par last}`],
    ["wraps HTML that is long", wrapped(`<p title="${"x".repeat(2_000_001)}">`)],
    ["is nested deeply", `{\\rtf1 first${"{".repeat(1_002)} last`],
  ])("says so when it %s", (_, rtf) => {
    const { text, incomplete } = readWhole(rtf);
    expect(incomplete).toMatch(tooLong);
    expect(text.endsWith("last")).toBe(false);
  });

  it("says too why its HTML was not read whole", () => {
    expect(readWhole(wrapped("<p>".repeat(200_001))).incomplete).toContain("too many HTML elements");
  });

  it("is one no more when it is just short enough", () => {
    expect(readWhole(`{\\rtf1 ${"x".repeat(1_999_995)} last}`)).not.toHaveProperty("incomplete");
    expect(readWhole(`{\\rtf1 first${"{".repeat(999)} last`)).toEqual({ text: "first last" });
  });
});
