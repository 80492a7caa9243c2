import { describe, expect, it } from "vitest";
import { readableLetters } from "#workers/documents/formats/pdf/page/letters.ts";
import { lettersIn } from "#workers/documents/formats/pdf/read-page.ts";
import { readPdf } from "#workers/documents/formats/pdf/read-pdf.ts";
import { inWords } from "./in-words.ts";
import { across, fontOf, pdfOf, showing } from "./pdf-pages.ts";

const decoded = (text: string) => readableLetters(text).text;

/** What is read of pages, in Helvetica and in fonts of their own. */
const read = async (pages: readonly string[], ...fonts: string[]) =>
  inWords(await readPdf(pdfOf(pages, { fonts }), {}));

describe("the letters of a PDF's text", () => {
  it.each([
    ["Arabic shapes", "\ufee3\ufeae\ufea3\ufe92\ufe8e \ufefb", "مرحبا لا"],
    ["isolated vowel signs", "\ufe91\ufe77\ufe70", "ب\u064e\u064b"],
    ["ligatures", "\ufb00 \ufb01 \ufb02 \ufb03 \ufb04 \ufb05 \ufb06", "ff fi fl ffi ffl st st"],
    ["Hebrew letters with points", "\ufb2a", "\u05e9\u05c1"],
    ["the sign before the items of a list", "\uf0b7 one", "• one"],
    ["the pieces of a large bracket", "\uf8eb\uf8ec\uf8ed", "⎛⎜⎝"],
  ])("are plain ones: %s", (_, given, expected) => {
    expect(decoded(given)).toBe(expected);
  });

  it.each(["ＡＢＣ １２３", "½ ² ™", "Ⅳ", "Żółć"])("stay as they are where that says something: %s", (text) => {
    expect(readableLetters(text)).toEqual({ text, undecoded: 0 });
  });

  it("are marked, and counted, where they can't be decoded", () => {
    const text = "a\u0001\u0002b\u009f \ue000 \ufffd\u{10ffff}c";
    expect(readableLetters(text)).toEqual({ text: "a\ufffdb\ufffdc", undecoded: 6 });
  });
});

describe("Japanese of a PDF", () => {
  it.each([
    ["90ms-RKSJ-H", Buffer.from([0x95, 0x57, 0x8f, 0x80, 0x83, 0x7d])],
    ["UniJIS-UCS2-H", Buffer.from("標準マ", "utf16le").swap16()],
  ])("is read where its font names Adobe's codes (%s), which the document doesn't contain", async (codes, bytes) => {
    const system = "/CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 2 >>";
    const descendant = `<< /Type /Font /Subtype /CIDFontType0 /BaseFont /Ryumin-Light ${system} >>`;
    const font =
      `<< /Type /Font /Subtype /Type0 /BaseFont /Ryumin-Light /Encoding /${codes} ` +
      `/DescendantFonts [${descendant}] >>`;
    expect(await read([`BT /F2 10 Tf 72 700 Td <${bytes.toString("hex")}> Tj ET`], font)).toMatchObject({
      text: "標準マ",
    });
  });
});

const at = <Value>(code: number, value: Value) => Object.assign([] as Value[], { [code]: value });

describe("a character that pdf.js could not decode", () => {
  it.each([
    ["one.os", "1"],
    ["nineoldstyle", "9"],
    ["f_i", "fi"],
    ["ffi.liga", "ffi"],
    ["uni0041", "A"],
    ["A.sc", "A"],
    ["g3", " "],
    ["a1", ""],
    [".notdef", ""],
    ["g18", "\ufffd"],
    ["glyph152", "\ufffd"],
    ["g1", ""],
    ["uniD800", ""],
    ["constructor", ""],
  ])("is the letters that its glyph's name says: %s", (name, letters) => {
    expect(lettersIn({ differences: at(1, name) }, "\u0001")).toBe(letters);
  });

  it.each([
    ["\u000e", "ffi"],
    ["\u0010", "“"],
    ["\u001c", "fi"],
  ])("is the letters of TeX's encodings where its glyph is named after the code: %j", (character, letters) => {
    const code = character.charCodeAt(0);
    expect(lettersIn({ differences: at(code, `a${code}`) }, character)).toBe(letters);
  });

  it.each([
    ["ABCDEF+Wingdings-Regular", "\uf0fe", "☑"],
    ["Wingdings", "\uf0a8", "☐"],
    ["Wingdings2", "\uf052", "☑"],
    ["ABCDEF+Wingdings-3", "\uf0ff", ""],
    ["SymbolMT", "\uf0b1", "±"],
    ["SymbolMT,Bold", "\uf02d", "−"],
    ["Arial", "\uf0b1", ""],
    ["TimesNRExpertMT", "\uf761", "a"],
    ["TimesNRExpertMT", "\uf731", "1"],
  ])("is the sign that its font shows: %s %j", (name, character, letters) => {
    expect(lettersIn({ name, composite: true }, character)).toBe(letters);
  });

  it.each([
    ["Wingdings", "þ", "☑"],
    ["ABCDEF+Wingdings-Regular", "o", "☐"],
    ["Wingdings", "§", "\uf0a7"],
    ["Wingdings", "\u2028", ""],
    ["Arial", "þ", ""],
    ["SymbolMT", "b", ""],
  ])("is the sign of Wingdings where it is the letter of its code: %s %j", (name, character, letters) => {
    expect(lettersIn({ name }, character)).toBe(letters);
  });

  it("is the sign of Wingdings by the code that the font gives the letter", () => {
    expect(lettersIn({ name: "Wingdings", toUnicode: { _map: at(0xa8, "¤") } }, "¤")).toBe("☐");
  });

  it("is that of Windows where the document says that it is one of its codes", () => {
    expect(lettersIn({ toUnicode: { _map: at(7, "\u0093") } }, "\u0093")).toBe("“");
    expect(lettersIn({ toUnicode: { _map: [] } }, "\u0093")).toBe("");
  });

  it("is looked for in little time in a map with codes of four bytes", () => {
    expect(lettersIn({ toUnicode: { _map: at(0xffff_fffe, "a") } }, "\ue0e0")).toBe("");
  });

  it("is marked, and all others of its font are, where codes are just numbers of glyphs", () => {
    const font = { composite: true, toUnicode: { firstChar: 0 } };
    expect(["\u0003", "$", "H"].map((character) => lettersIn(font, character))).toEqual([" ", "\ufffd", "\ufffd"]);
  });
});

describe("a character that pdf.js took from the code itself", () => {
  it("is what its glyph's name says, unless the document has that character by right", () => {
    const differences = at(65, "two.os");
    const toUnicode = { _map: at(66, "A") };
    expect(lettersIn({ differences, toUnicode }, "A")).toBe("2");
    expect(lettersIn({ differences: Object.assign(at(66, "A"), differences), toUnicode }, "A")).toBe("");
  });

  it.each(["g97", "G61", "g0061", "glyph68"])("stays where its glyph's number is that of the letter: /%s", (name) => {
    expect(lettersIn({ differences: at(97, name) }, "a")).toBe("");
  });
});

describe("a PDF with a font of its own codes", () => {
  it("is read by the names of its glyphs", async () => {
    const year = across(700, [72, "In"], [90, "\u0001\u0002\u0001\u0001", "F2"]);
    const page = showing([...year, [72, 680, "\u0003\u0004", "F2"]]);
    const letters = await read([page], fontOf(1, ["one.os", "nine.os", "f_i", "uni20AC"]));
    expect(letters.text).toBe("In 1911\n\nfi€");
    expect(letters).not.toHaveProperty("incomplete");
  });

  it("is read by TeX's encoding where its glyphs are named as TeX names them", async () => {
    const codes = Array.from({ length: 255 }, (_, at) => at + 1);
    const names = codes.map((code) => `a${code}`);
    const page = showing([[72, 700, "su\u001ecient e\u001bort, de\u001cnite by \u0010glyph\u0011.", "F2"]]);
    expect((await read([page], fontOf(1, names))).text).toBe("sufficient effort, definite by “glyph”.");
  });

  it("shows the boxes and ticks of Wingdings, also where nothing says which letters these are", async () => {
    const wingdings = "<< /Type /Font /Subtype /TrueType /BaseFont /Wingdings /Encoding /WinAnsiEncoding >>";
    const yes = across(700, [72, "o", "F2"], [90, "yes, or no"]);
    const page = showing([...yes, ...across(680, [72, "x", "F2"], [90, "no"])]);
    expect((await read([page], wingdings)).text).toBe("☐ yes, or no\n\n☒ no");
    expect((await read([page], wingdings.replace("Wingdings", "Courier"))).text).toBe("o yes, or no\n\nx no");
  });

  it("says how many characters can't be decoded, and where they stand", async () => {
    const unknown = fontOf(1, ["x17", "x18"]);
    const pages = ["\u0001\u0002", "\u0001"].map((odd) => showing(across(700, [72, "Sum"], [100, odd, "F2"])));
    const { text, incomplete } = await read(pages, unknown);
    expect(text).toBe("[Page 1]\n\nSum \ufffd\n\n[Page 2]\n\nSum \ufffd");
    expect(incomplete).toBe('Characters that could not be decoded, marked by "\ufffd" where they stand: 3.');
  });
});
