import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { visibleText } from "#common/terminal.ts";
import { tableLines } from "#test/demo/terminal/table.ts";
import { cut, padded, textWidth, wrap } from "#test/demo/terminal/text-width.ts";

/** Latin, Japanese, combining marks, pictures, and what a hostile mail may hold. */
const anyText = fc
  .string({ unit: "grapheme" })
  .chain((text) =>
    fc
      .constantFrom("", "\u001b[31mred\u001b]0;title\u0007", "入港予定", "e\u0301", "☕🚢", "\u202e")
      .map((more) => text + more),
  );
const anyColumns = fc.integer({ min: 2, max: 60 });
const controls = /[\p{Cc}\p{Cf}]/u;

describe("text in a terminal", () => {
  test.each([
    ["Aoi Maru", 8],
    ["あおい丸", 8],
    ["（株）", 6],
    ["ﾃﾞｰﾀ", 4],
    ["e\u0301", 1],
    ["🚢", 2],
  ])("%s takes %i columns", (text, columns) => {
    expect(textWidth(text)).toBe(columns);
  });

  test("is cut with a sign, never in the middle of a wide character", () => {
    expect(cut("入港予定のお知らせ", 8)).toBe("入港予…");
  });

  test("never takes more columns than it may, and can't move the cursor, whatever it holds", () => {
    fc.assert(
      fc.property(anyText, anyColumns, (text, columns) => {
        for (const line of [cut(text, columns), ...wrap(text, columns)]) {
          expect(textWidth(line)).toBeLessThanOrEqual(columns);
          expect(line).not.toMatch(controls);
        }
        expect(textWidth(padded(text, columns))).toBe(columns);
      }),
    );
  });

  test("loses nothing but spaces when it is wrapped", () => {
    fc.assert(
      fc.property(anyText, anyColumns, (text, columns) => {
        const bare = (words: string) => visibleText(words.replaceAll(/\s+/gu, ""));
        expect(bare(wrap(text, columns).join(""))).toBe(bare(text));
      }),
    );
  });
});

describe("a table", () => {
  test("lines its columns up, Japanese beside Latin", () => {
    const rows = [
      ["佐藤", "入港予定"],
      ["Hana", "Kyoto"],
    ];
    expect(tableLines({ head: ["from", "subject"], rows, columns: 40 })).toEqual([
      "from  subject",
      "佐藤  入港予定",
      "Hana  Kyoto",
    ]);
  });

  test("takes room from its widest column first", () => {
    const lines = tableLines({ head: ["a", "b"], rows: [["short", "a subject that is far too long"]], columns: 20 });
    expect(lines[1]).toBe("short  a subject th…");
  });
});
