import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { binaryText } from "#test/support/binary-text.ts";
import { runs } from "#test/support/property-runs.ts";
import { cleanLine, cleanText, withoutAutoFetch } from "#workers/text/clean-text.ts";
import { quotedPath, truncate } from "#workers/text/short-text.ts";
import { answerLimits, textWindow } from "#workers/text/text-window.ts";

describe("clean text", () => {
  it("contains no invisible character", () => {
    const text = binaryText({ maxLength: 200 });
    fc.assert(
      fc.property(text, (given) => {
        const clean = cleanText(given);
        expect(clean).not.toMatch(/\p{Default_Ignorable_Code_Point}|[^\P{Cc}\n\t]|[\u2028\u2029]|\p{Cs}/u);
      }),
      { numRuns: runs(20_000) },
    );
  });

  it.each([
    ["pass\u200bword", "password"],
    ["abc\u202egpj.exe", "abcgpj.exe"],
    ["hi\u{e0069}\u{e0067}\u{e006e}", "hi"],
    ["soft\u00adhyphen", "softhyphen"],
    ["a\u00a0b\u2003c\u2800d", "a b c d"],
    ["one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"],
    ["bell\u0007 \u001b[31mred", "bell [31mred"],
    ["emoji ❤\ufe0f \ud83d\ude00", "emoji ❤ 😀"],
    ["half \ud83d", "half \ufffd"],
    ["\tindented\n    code", "\tindented\n    code"],
  ])("of %j is %j", (given, expected) => {
    expect(cleanText(given)).toBe(expected);
  });

  it("on one line has no line ends and single spaces", () => {
    expect(cleanLine("  Re:\r\n\r\n  the\tplan ")).toBe("Re: the plan");
  });

  it("on one line is the same with and without the shortcut for plain words", () => {
    const anyLine = fc.oneof(
      binaryText({ maxLength: 40 }),
      fc.string({ unit: fc.constantFrom(..."aZ09 _.!<[]>\\\t", " ", "![", "<img", "\u00a0", "\u200b"), maxLength: 40 }),
    );
    fc.assert(
      fc.property(anyLine, (given) => {
        const stepByStep = withoutAutoFetch(cleanText(given)).replace(/\s+/g, " ").trim();
        expect(cleanLine(given)).toBe(stepByStep);
      }),
      { numRuns: runs(20_000) },
    );
  });

  it.each([
    ["![a](https://e.example/?d=1) ![b][ref] !\\[c\\](d)", "! [a](https://e.example/?d=1) ! [b][ref] ! \\[c\\](d)"],
    ["<IMG src=x> <img\nsrc=y> <td background='z'>", "&lt;IMG src=x> &lt;img\nsrc=y> &lt;td background='z'>"],
    ["<style>a</style> <script>b</script>", "&lt;style>a</style> &lt;script>b</script>"],
    ["<a <b> c=d", "<a <b> c=d"],
    ["<a <b =c>", "&lt;a &lt;b =c>"],
    ["a <b", "a &lt;b"],
    ["a < b, List<String>, <https://e.example/?d=1>", "a < b, List<String>, <https://e.example/?d=1>"],
  ])("loads nothing when it is rendered: %j becomes %j", (given, expected) => {
    expect(withoutAutoFetch(given)).toBe(expected);
  });
});

it("a text that is cut ends with a whole character", () => {
  expect(truncate("ab😀c", 3)).toBe("ab…");
  expect(truncate("ab😀c", 4)).toBe("ab😀…");
  expect(truncate("ab😀c", 5)).toBe("ab😀c");
  expect(quotedPath(`${"a".repeat(80)}😀${"b".repeat(59)}`)).toBe(`"${"a".repeat(60)}…${"b".repeat(59)}"`);
});

describe("a window of a text", () => {
  const anyText = fc.string({
    unit: fc.constantFrom("a", " ", "\n", "\n\n", "é", "漢", "😀", "word "),
    maxLength: 3_000,
  });

  it("covers the whole text, together with the next ones, whatever the room", () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 1_500 }), (text, room) => {
        let whole = "";
        let next: number | undefined = 0;
        for (let rounds = 0; next !== undefined && rounds <= text.length; rounds += 1) {
          const window: ReturnType<typeof textWindow> = textWindow(text, next, { room });
          expect(window.text.isWellFormed()).toBe(true);
          whole += window.text;
          next = window.next;
        }
        expect(whole).toBe(text);
      }),
      { numRuns: runs(5_000) },
    );
  });

  it("contains at most 27,000 characters and 36,000 bytes as JSON, whatever the text", () => {
    const window = (unit: string) =>
      textWindow(unit.repeat(100_000), 0, { room: answerLimits.readBytes }).text.replace(/^ /, "");
    expect(window("a").length).toBeCloseTo(27_000, -1);
    expect(window("漢")).toHaveLength(12_000);
    for (const unit of ['"', "\\", "\n", "\u0001", "é", "漢", "😀", "\ud800", "a\n漢", "\u2028", "\u007f"]) {
      expect(window(unit).length, unit).toBeLessThanOrEqual(answerLimits.readCharacters);
      const bytes = Buffer.byteLength(JSON.stringify(window(unit))) - 2;
      expect(bytes, unit).toBeLessThanOrEqual(answerLimits.readBytes);
      expect(bytes, unit).toBeGreaterThan(26_900);
    }
  });

  it("ends at the end of a paragraph, otherwise of a line, otherwise of a word", () => {
    expect(textWindow("one two\n\nthree four five", 0, { room: 24 }).text).toBe("one two\n\n");
    expect(textWindow("one two\nthree four five", 0, { room: 24 }).text).toBe("one two\n");
    expect(textWindow("one two three four five", 0, { room: 24 }).text).toBe("one two three ");
  });

  it("ends at the given position, and the next one starts there", () => {
    expect(textWindow("new\nold", 0, { room: 100, stop: 4 })).toEqual({ text: "new\n", next: 4 });
    expect(textWindow("new\nold", 4, { room: 100, stop: 4 })).toEqual({ text: "old", next: undefined });
  });
});
