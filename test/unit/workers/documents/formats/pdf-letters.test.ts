import { describe, expect, it } from "vitest";
import { repairOf } from "#workers/documents/formats/pdf/fonts/font-repairs.ts";
import { lettersOfGlyph } from "#workers/documents/formats/pdf/fonts/glyph-letters.ts";
import { texLetters } from "#workers/documents/formats/pdf/fonts/tex-letters.ts";
import { readableLetters } from "#workers/documents/formats/pdf/page/letters.ts";
import { readPdf } from "#workers/documents/formats/pdf/read-pdf.ts";
import { inWords } from "./in-words.ts";
import { fontOf, pdfOf, showing } from "./pdf-pages.ts";

const decoded = (text: string) => readableLetters(text).text;

describe("the letters of a PDF's text", () => {
  it.each([
    ["Arabic shapes", "\ufee3\ufeae\ufea3\ufe92\ufe8e \ufefb", "مرحبا لا"],
    ["isolated vowel signs", "\ufe91\ufe77\ufe70", "ب\u064e\u064b"],
    ["ligatures", "\ufb00 \ufb01 \ufb02 \ufb03 \ufb04 \ufb05 \ufb06", "ff fi fl ffi ffl st st"],
    ["Hebrew letters with points", "\ufb2a", "\u05e9\u05c1"],
    ["the sign before the items of a list", "\uf0b7 one", "• one"],
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

describe("a glyph's name", () => {
  it.each([
    ["one.os", "1"],
    ["nineoldstyle", "9"],
    ["f_i", "fi"],
    ["f_f_hyphen", "ff-"],
    ["ffi.liga", "ffi"],
    ["uni0041", "A"],
    ["uni00660066.sc", "ff"],
    ["u1F600", "😀"],
    ["A.sc", "A"],
    ["Eacute.sc", "É"],
    ["ccedilla.alt_s", "ç"],
    ["germandbls.sc", "ß"],
    [".notdef", undefined],
    ["g18", undefined],
    ["uniD800", ""],
    ["u110000", undefined],
    ["constructor", undefined],
  ])("says which letters it shows: %s", (name, letters) => {
    expect(lettersOfGlyph(name)).toBe(letters);
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
    const { text } = await readPdf(
      pdfOf([`BT /F2 10 Tf 72 700 Td <${bytes.toString("hex")}> Tj ET`], { fonts: [font] }),
      {},
    );
    expect(text).toBe("標準マ");
  });
});

const bitmapNames = (codes: readonly number[]) => new Map(codes.map((code) => [code, `a${code}`]));
const letters = [..."abcdefghij"].map((letter) => letter.charCodeAt(0));
const fullStop = 0x2e;

describe("an encoding of TeX", () => {
  it.each([
    ["CMR10", [0x0b], "ff"],
    ["ABCDEF+CMBX12", [0x0e], "ffi"],
    ["SFRM1000", [0x1c], "fi"],
  ])("is known by the name of the font: %s", (name, codes, expected) => {
    const names = new Map(codes.map((code) => [code, undefined]));
    expect(texLetters({ name, names })?.get(codes[0] ?? 0)).toBe(expected);
  });

  it.each([
    ["the first one", [0x0b, ...letters, fullStop], 0x0b, "ff"],
    ["the Cork encoding, by its ligatures", [0x1c, ...letters, fullStop], 0x1c, "fi"],
    ["the Cork encoding, by letters beyond ASCII", [0x1b, 0x0b, 0xe1, ...letters, fullStop], 0x1b, "ff"],
  ])("is known by glyphs that are named after their codes: %s", (_, codes, code, expected) => {
    expect(texLetters({ name: "Type3", names: bitmapNames(codes) })?.get(code)).toBe(expected);
  });

  it.each([
    ["a font for formulas, which has no full stop", bitmapNames([0x0b, ...letters])],
    ["a font with few letters", bitmapNames([0x0b, 0x61, fullStop])],
    ["a font with other names", new Map([...bitmapNames([...letters, fullStop]), [0x0b, "ff"]])],
    ["a font without glyphs", new Map()],
  ])("is not taken for that of %s", (_, names) => {
    expect(texLetters({ name: "ABCDEF+CMMI10", names })).toBeUndefined();
  });
});

describe("what is changed of a font's characters", () => {
  const differences: (string | undefined)[] = [];
  differences[1] = "one.os";
  differences[65] = "two.os";
  differences[66] = "A";

  it("is only what pdf.js took from the code itself", () => {
    const used = new Map([
      [1, "\u0001"],
      [65, "A"],
      [67, "C"],
    ]);
    expect(repairOf({ differences }, used)).toEqual(
      new Map([
        ["\u0001", "1"],
        ["A", "2"],
      ]),
    );
  });

  it("is nothing where another code has that character by right", () => {
    const used = new Map([
      [65, "A"],
      [66, "A"],
    ]);
    expect(repairOf({ differences }, used)).toEqual(new Map());
  });

  it("is all of them where they are just numbers of glyphs", () => {
    const used = new Map([3, 36, 72].map((code) => [code, String.fromCharCode(code)]));
    const all = new Map([
      ["\u0003", " "],
      ["$", "\ufffd"],
      ["H", "\ufffd"],
    ]);
    expect(repairOf({ composite: true }, used)).toEqual(all);
    expect(repairOf({ composite: true }, new Map([...used, [32, " "]]))).toEqual(new Map());
    expect(repairOf({}, used)).toEqual(new Map());
  });
});

describe("a glyph whose name is only its number", () => {
  const used = new Map([1, 3, 37, 52].map((code) => [code, String.fromCharCode(code)]));

  it.each(["g", "glyph", "cid"])("has no letters, though its code may be that of one: /%s", (prefix) => {
    const differences: string[] = [];
    differences[1] = `${prefix}18`;
    differences[3] = "g3";
    differences[37] = `${prefix}152`;
    const marks = new Map([
      ["\u0003", " "],
      ["\u0001", "\ufffd"],
      ["%", "\ufffd"],
    ]);
    expect(repairOf({ differences }, used)).toEqual(marks);
  });

  it.each<[string, (code: number) => string]>([
    ["the code", (code) => `g${code}`],
    ["the code in hexadecimal digits", (code) => `G${code.toString(16)}`],
    ["that with zeros before it", (code) => `g${code.toString(16).padStart(4, "0")}`],
    ["the place of the letter in the order of ASCII", (code) => `glyph${code - 29}`],
  ])("has the letter of its code where the number is %s", (_, nameOf) => {
    const codes = [..."thequickbrownfoxjumps,0123456789"].map((letter) => letter.charCodeAt(0));
    const differences: string[] = [];
    for (const code of codes) differences[code] = nameOf(code);
    const letters = new Map(codes.map((code) => [code, String.fromCharCode(code)]));
    expect(repairOf({ differences }, letters)).toEqual(new Map());
  });
});

describe("a PDF with a font of its own codes", () => {
  const oldStyle = fontOf(1, ["one.os", "nine.os", "f_i", "u1F600"]);

  it("is read by the names of its glyphs", async () => {
    const page = showing([
      [72, 700, "In"],
      [90, 700, "\u0001\u0002\u0001\u0001", "F2"],
      [72, 680, "\u0003\u0004", "F2"],
    ]);
    const { text, incomplete } = inWords(await readPdf(pdfOf([page], { fonts: [oldStyle] }), {}));
    expect(text).toBe("In 1911\n\nfi😀");
    expect(incomplete).toBeUndefined();
  });

  it("is read by TeX's encoding where its glyphs are named as TeX names them", async () => {
    const codes = Array.from({ length: 255 }, (_, at) => at + 1);
    const tex = fontOf(
      1,
      codes.map((code) => `a${code}`),
    );
    const page = showing([[72, 700, "su\u001ecient e\u001bort, de\u001cnite by \u0010\u00a1glyph\u0011.", "F2"]]);
    expect((await readPdf(pdfOf([page], { fonts: [tex] }), {})).text).toBe("sufficient effort, definite by “ąglyph”.");
  });

  it("has the ligatures of TeX's bitmap fonts whose codes are white space in ASCII", async () => {
    const codes = [
      ...Array.from({ length: 5 }, (_, at) => at + 0x0b),
      ...Array.from({ length: 96 }, (_, at) => at + 0x20),
    ];
    const differences = codes.map((code) => `${code} /a${code}`).join(" ");
    const bitmap =
      "<< /Type /Font /Subtype /Type3 /FontMatrix [0.01 0 0 0.01 0 0] /FontBBox [0 0 50 50] " +
      `/FirstChar 11 /LastChar 127 /Widths [${"50 ".repeat(117)}] ` +
      `/Encoding << /Differences [${differences}] >> /CharProcs << >> >>`;
    // Spaces are gaps.
    const line =
      "[(e)-5(\\013ort)-300(of)-300(the)-333(\\014rst)-300(chie)-5(\\013)-300(is)-300(su\\016cient,)-300(\\015y)]";
    const page = `BT /F2 10 Tf 1 0 0 1 72 700 Tm ${line} TJ ET BT /F2 10 Tf 72 680 Td (\\013) Tj (gho) Tj (.) Tj ET`;
    const { text, incomplete } = inWords(await readPdf(pdfOf([page], { fonts: [bitmap] }), {}));
    expect(text).toBe("effort of the first chieff is sufficient, fly\n\nff gho.");
    expect(incomplete).toBeUndefined();
  });

  it("says how many characters can't be decoded, and where they stand", async () => {
    const unknown = fontOf(1, ["x17", "x18"]);
    const pages = ["\u0001\u0002", "\u0001"].map((odd) =>
      showing([
        [72, 700, "Sum"],
        [100, 700, odd, "F2"],
      ]),
    );
    const { text, incomplete } = inWords(await readPdf(pdfOf(pages, { fonts: [unknown] }), {}));
    expect(text).toBe("[Page 1]\n\nSum \ufffd\n\n[Page 2]\n\nSum \ufffd");
    expect(incomplete).toBe('Characters that could not be decoded, marked by "\ufffd" where they stand: 3.');
  });
});
