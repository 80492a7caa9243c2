import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createNumberFormats, numberFormat, plainFormat } from "#workers/documents/ooxml/number-formats.ts";

const written = (code: string, value: number, is1904 = false) => numberFormat(code).number(value, { is1904 });
const accounting = '_-* #,##0.00 €_-;-* #,##0.00 €_-;_-* "-"?? €_-;_-@_-';
const inDollars = '_("$"* #,##0.00_);_("$"* \\(#,##0.00\\);_("$"* "-"??_);_(@_)';
const scaled = '[>=1000000]0.0,,"M";[>=1000]0.0,"k";0';

describe("a number with a format", () => {
  it.each([
    ['#,##0.00 "€"', 1234.5, "1234.5 €"],
    ["#,##0.00\\ [$€-407]", 1234.5, "1234.5 €"],
    ["[$$-409]#,##0.00", 1234.5, "$1234.5"],
    ["[$CHF-807] #,##0.00", 1234.5, "CHF 1234.5"],
    ["[$R$-pt-BR] #,##0.00", 1234.5, "R$ 1234.5"],
    ["[$-en-US]#,##0.00", 1234.5, "1234.5"],
    ["0.0\\ °C", 21.5, "21.5 °C"],
    ['General" km"', 12.5, "12.5 km"],
    ['"Q"0', 3, "Q3"],
    ["0.0‰", 0.125, "0.125‰"],
    ["0%", 0.125, "12.5%"],
    ['"$"# ##0', 3750, "$3750"],
    ["#\\ ###\\ ##0.00", 1_234_567.5, "1234567.5"],
    ['0"Stk."', 5.5, "5.5Stk."],
  ])("has the currency or unit that people see, and all its digits: %s", (code, value, text) => {
    expect(written(code, value)).toBe(text);
  });

  it.each([
    [accounting, 1234.5, "1234.5 €"],
    [accounting, -1234.5, "-1234.5 €"],
    [accounting, 0, "0 €"],
    [inDollars, -1234.5, "-$1234.5"],
    [inDollars, 0, "$0"],
    ["#,##0.00 [$€-407];[Red]-#,##0.00 [$€-407]", -1234.5, "-1234.5 €"],
    ["#,##0_);(#,##0)", -12, "-12"],
    ["#,##0;[Red]#,##0", -5, "-5"],
    ["+0.0%;-0.0%", -0.05, "-5%"],
  ])("tells by a minus that it is negative, whatever colour or parentheses say: %s of %d", (code, value, text) => {
    expect(written(code, value)).toBe(text);
  });

  it.each([
    ["#,##0,", 1_234_567, "1234.567"],
    ['0.0,,"M"', 1_234_567, "1.234567M"],
    [scaled, 2_345_000, "2.345M"],
    [scaled, 2_345, "2.345k"],
    [scaled, -12, "-12"],
    ['[=1]0" day";0" days"', 1, "1 day"],
    ['[=1]0" day";0" days"', 3, "3 days"],
    ['0;-0;"none"', 0, "none"],
    ['0" more";0" less"', -5, "5 less"],
    ['[<0]"below";[=0]"nil";0.00', -5, "below"],
  ])("is scaled and worded as its section says: %s of %d", (code, value, text) => {
    expect(written(code, value)).toBe(text);
  });

  it.each([
    ["# ?/?", 1.25, "1 1/4"],
    ["# ?/8", 1.25, "1 2/8"],
    ["?/?", -0.5, "-1/2"],
    ["# ?/?", 5, "5"],
    ["# ??/??", 12.3457, "12.3457"],
  ])("is a fraction where that is exact: %s of %d", (code, value, text) => {
    expect(written(code, value)).toBe(text);
  });

  it.each([
    ["00000", 1234, "01234"],
    ["000-00-0000", 123_456_789, "123-45-6789"],
    ["(000) 000-0000", 5_551_234_567, "(555) 123-4567"],
  ])("keeps the digits of a code: %s", (code, value, text) => {
    expect(written(code, value)).toBe(text);
  });

  it.each([
    ["General", 0.1 + 0.2, "0.3"],
    ["0.00E+00", 12_345.678, "12345.678"],
    ["#,##0", 1234.5, "1234.5"],
    ["[Red]0.0.0", 5, "5"],
    ['0"x', 5, "5"],
    [`0"${"x".repeat(260)}"`, 5, "5"],
    [`0"${"x".repeat(120)}"`, 5, "5"],
    [`0"\uE000"`, 5, "5"],
  ])("is plain where its format says nothing more, is broken or too long: %s", (code, value, text) => {
    expect(written(code, value)).toBe(text);
  });

  it("takes the letters of dates for words where a unit stands without quotes", () => {
    expect(written("0.0\\ m²", 3.5)).toBe("3.5 m²");
    expect(written("0 days", 3)).toBe("3 days");
  });

  it("is a date in ISO 8601, by whichever section has one", () => {
    for (const code of [
      "d/m/yyyy;@",
      '[=0]"-";dd/mm/yyyy',
      'yyyy"年"m"月"d"日"',
      "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy",
    ]) {
      expect(written(code, 45_000), code).toBe("2023-03-15");
    }
    expect(written("d/m/yyyy", 43_538, true)).toBe("2023-03-15");
  });

  it("shows nothing where the format shows nothing", () => {
    expect([5, -5, 0].map((value) => written(";;;", value))).toEqual(["", "", ""]);
  });
});

describe("a text with a format", () => {
  it.each([
    ['@" kg"', "some kg"],
    ['"about "@', "about some"],
    ["0;-0;;@", "some"],
    ['0;0;0;"no text"', "no text"],
    [";;;", ""],
    ["0.00", "some"],
    ["d/m/yyyy;@", "some"],
    [`@"${"x".repeat(120)}"`, "some"],
  ])("has what stands beside it: %s", (code, text) => {
    expect(numberFormat(code).text("some").trim()).toBe(text);
  });
});

describe("number formats", () => {
  const signs = "0#?.,%@_*;\\\"'()[]$-€+/Ee hmsdyAP<>=1General".split("");
  const codes = fc.array(fc.constantFrom(...signs), { maxLength: 60 }).map((parts) => parts.join(""));

  it("of any code write bounded text for any number", () => {
    fc.assert(
      fc.property(codes, fc.double(), fc.boolean(), (code, value, is1904) => {
        expect(written(code, Number.isFinite(value) ? value : 1, is1904).length).toBeLessThan(1_000);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ["General", -670.499999999983, "-670.5"],
    ["#,##0.00 [$€-407]", 1234.560000000007, "1234.56 €"],
    ["0.00", 0.123456789012345, "0.123456789012345"],
    ["0.0000", 12_345_678_901.0001, "12345678901.0001"],
    ["0", 100_000_000_000_001, "100000000000001"],
  ])("write nothing of what sums leave behind a number: %s of %s", (code, value, text) => {
    expect(written(code, value)).toBe(text);
  });

  it("with nothing but digits give the number itself", () => {
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom("0", "0.00", "#,##0", "#,##0.00_);(#,##0.00)"), (value, code) => {
        expect(written(code, value)).toBe(String(value));
      }),
    );
  });

  it("are made for the first 400 codes of a document; beyond them numbers are plain", () => {
    const formatOf = createNumberFormats();
    const made = Array.from({ length: 500 }, (_, at) => formatOf(`0" u${at}"`));
    expect(made.filter((format) => format !== plainFormat)).toHaveLength(400);
    expect(formatOf('0" u1"')).toBe(made[1]);
  });
});
