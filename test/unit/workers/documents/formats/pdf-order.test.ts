import { describe, expect, it } from "vitest";
import { lineText, textOfPieces } from "#workers/documents/formats/pdf/page/line-text.ts";
import { type Line, linesOf, type Piece } from "#workers/documents/formats/pdf/page/lines.ts";
import { inRows } from "#workers/documents/formats/pdf/page/page-text.ts";
import { readPdf } from "#workers/documents/formats/pdf/read-pdf.ts";
import { across, fontOf, type Placed, pdfOf, showing } from "./pdf-pages.ts";

/** Letters alef, bet and so on, by their names in the Adobe Glyph List, for a to e. */
const hebrew = fontOf(0x61, ["afii57664", "afii57665", "afii57666", "afii57667", "afii57668"]);
const textOf = async (texts: readonly Placed[]) =>
  (await readPdf(pdfOf([showing(texts)], { fonts: [hebrew] }), {})).text;

const piece = (text: string, from: number, to: number): Piece => ({
  text,
  from,
  to,
  at: 0,
  height: 10,
  isRightToLeft: /\p{Script=Hebrew}/u.test(text),
  isSpaced: false,
});

describe("a line from right to left", () => {
  it("is in the order of reading, wherever the document begins it", async () => {
    // Two words, of which the first one is on the right, and a number between them, each as it is seen.
    const words = across(700, [300, "cba", "F2"], [280, "17"], [266, "ed", "F2"]);
    expect(await textOf(words)).toBe("אבג 17 דה");
    expect(await textOf(words.toReversed())).toBe("אבג 17 דה");
  });

  it("keeps words and numbers in it from left to right", () => {
    const line = [piece("שלום", 300, 330), piece("Office", 200, 240), piece("365", 245, 265), piece("עולם", 150, 190)];
    expect(textOfPieces(line)).toBe("שלום Office 365 עולם");
  });

  it("keeps what is neither with what stands on both sides of it", () => {
    const line = [piece("שלום", 300, 330), piece("a", 200, 210), piece("/", 210, 215), piece("b", 215, 225)];
    expect(textOfPieces(line)).toBe("שלום a/b");
    const brackets = [piece("שלום", 300, 330), piece(")", 290, 300), piece("15", 270, 290), piece("(", 260, 270)];
    expect(textOfPieces(brackets)).toBe("שלום)15(");
    const section = [
      piece("לפי סעיף", 381, 522),
      piece("15", 366, 378),
      piece("(ב)(", 346, 366),
      piece("4", 340, 346),
      piece(") לחוק", 236, 340),
    ];
    expect(textOfPieces(section)).toBe("לפי סעיף 15(ב)(4) לחוק");
  });
});

describe("a line from left to right", () => {
  it("has words from right to left in their own order", () => {
    const line = [
      piece("The words", 0, 50),
      piece("עולם", 55, 80),
      piece("שלום", 85, 110),
      piece("mean hello", 115, 160),
    ];
    expect(textOfPieces(line)).toBe("The words שלום עולם mean hello");
  });

  it("stays as the document has it where that goes on from piece to piece", () => {
    expect(textOfPieces([piece("b", 1, 9), piece("a", 0, 10)])).toBe("ba");
  });

  it("is read as it is seen where the document goes back, as for the dots before a page's number", () => {
    const line = [piece("Principles", 0, 50), piece("12", 100, 110), piece("......", 52, 98)];
    expect(textOfPieces(line)).toBe("Principles ...... 12");
  });

  it("stays as the document has it where pieces lie upon each other, and what goes back is parted", () => {
    const line = [piece("Total", 50, 90), piece("Draft copy", 0, 80)];
    expect(textOfPieces(line)).toBe("Total Draft copy");
  });

  it("ends where the next text stands above or below, though the document doesn't say so", () => {
    const item = (str: string, x: number, y: number, height = 10) => {
      return { str, dir: "ltr", hasEOL: false, width: 40, height, transform: [10, 0, 0, 10, x, y], fontName: "f" };
    };
    const items = [item("Use", 0, 700), item("2", 41, 705, 6), item("Footer", 45, 20)];
    expect(linesOf(items, ({ str }) => str).map(lineText)).toEqual(["Use2", "Footer"]);
  });
});

describe("the paragraphs of a page", () => {
  const paragraphs = (spacing: number, between: number): Placed[] =>
    ["a", "b", "c"].flatMap((name, paragraph) =>
      [0, 1, 2, 3].map(
        (at): Placed => [72, 760 - paragraph * between - (paragraph * 3 + at) * spacing, `${name}${at}`],
      ),
    );
  const expected = "a0\na1\na2\na3\n\nb0\nb1\nb2\nb3\n\nc0\nc1\nc2\nc3";

  it("are parted by blank lines, also where all lines are further apart, as in drafts", async () => {
    expect(await textOf(paragraphs(12, 24))).toBe(expected);
    expect(await textOf(paragraphs(24, 40))).toBe(expected);
  });

  it("are the lines themselves where there are few of them, far apart", async () => {
    expect(await textOf(paragraphs(24, 40).slice(0, 3))).toBe("a0\n\na1\n\na2");
  });
});

describe("a page whose text the document has in no order", () => {
  /** Values before their labels, as programs fill in forms of invoices. */
  const invoice: Placed[] = [
    [400, 700, "12 May"],
    [400, 686, "Net 30"],
    [72, 740, "Invoice 7"],
    [300, 700, "Date:"],
    [300, 686, "Terms:"],
    [400, 600, "127.50"],
    [400, 640, "120.00"],
    [300, 640, "Subtotal:"],
    [300, 600, "Total:"],
    [72, 720, "Sold to Ada"],
  ];

  it("is read by rows, from top to bottom and from left to right", async () => {
    expect(await textOf(invoice)).toBe(
      "Invoice 7\n\nSold to Ada\n\nDate:  12 May\nTerms:  Net 30\n\nSubtotal:  120.00\n\nTotal:  127.50",
    );
  });

  it("keeps columns of prose in the order of the document", async () => {
    const prose = (x: number, column: string, top: number) =>
      [0, 1, 2, 3].map((at): Placed => [x, top - at * 12, `${column} ${at} has some forty characters in it.`]);
    const texts = [700, 600, 500].flatMap((top) => [...prose(72, "left", top), ...prose(330, "right", top)]);
    const lines = (await textOf(texts)).split(/\n+/);
    expect(lines).toEqual(texts.map(([, , text]) => text));
  });

  it("is left as it is where it has more pieces than any page", () => {
    const lines = Array.from({ length: 12_000 }, (_, at): Line => {
      const one = piece("x", at * 10, at * 10 + 5);
      return { pieces: [{ ...one, at: at % 2 === 0 ? 0 : 40 }], direction: [1, 0], isVertical: false };
    });
    expect(inRows(lines.slice(0, 4_000))).toHaveLength(2);
    // Not by `toBe`: it would take minutes to print how two lists of this length differ.
    expect(inRows(lines) === lines).toBe(true);
  });

  it("has no line glued to one that stands half a line below it", async () => {
    const sums: Placed[] = [
      [72, 700, "24.990.00"],
      [72, 693, "0.00"],
    ];
    expect(await textOf(sums)).toBe("24.990.00\n0.00");
    const rows = [...across(700, [200, "24.99"], [72, "Plans"]), ...across(690, [206, "0.00"], [72, "Calls"])];
    expect(await textOf(rows)).toBe("Plans  24.99\nCalls  0.00");
  });
});
