import { describe, expect, it } from "vitest";
import { fieldCode as code, field, fieldMark as mark, paragraph, readBody, run, table } from "./docx-sample.ts";

const form = (content: string, name: string, result = "") =>
  field(code(name), result, `<w:ffData><w:name w:val="x"/>${content}</w:ffData>`);

const textOf = (body: string) => readBody(body).text;

describe("a field of a Word document", () => {
  it("is what Word shows in its place, without the fields that its code is made of", () => {
    const name = field(code(" MERGEFIELD Name "), run("«Name»"));
    const salutation = field(code(" IF ") + name + code(' = "" "Sir" "Ada" '), run("Ada"));
    expect(textOf(paragraph(run("Dear ") + salutation + run(",")))).toBe("Dear Ada,");
  });

  it("keeps the address of a link", () => {
    const link = field(code(' HYPERLINK "https://contoso.com/') + code('plan" \\o "Tip" '), run("the plan"));
    expect(textOf(paragraph(run("See ") + link + run(".")))).toBe("See [the plan](https://contoso.com/plan).");
    const inside = field(code(' HYPERLINK \\l "_Toc1" '), run("Scope"));
    expect(textOf(paragraph(inside))).toBe("Scope");
    const script = field(code(' HYPERLINK "javascript:alert(1)" '), run("here"));
    expect(textOf(paragraph(script))).toBe("here");
  });

  it("loses no text where it ends in another paragraph, or not at all", () => {
    const begun = mark("begin") + code(' HYPERLINK "https://contoso.com" ') + mark("separate");
    const over = paragraph(begun + run("one")) + paragraph(run("two") + mark("end") + run("three"));
    expect(textOf(over)).toBe("one\n\ntwothree");
    const open = paragraph(mark("begin") + code(" IF ")) + paragraph(field(code(" PAGE "), run("7")));
    expect(
      textOf(table([open, paragraph(run("b"))], [paragraph(field(code("X"), run("c"))), paragraph(run("d"))])),
    ).toBe("|  | b |\n| --- | --- |\n| c | d |");
    expect(textOf(paragraph(mark("end") + run("only an end")))).toBe("only an end");
  });

  it("is a box where it is one of an old form, ticked or not", () => {
    const box = (content: string) => form(`<w:checkBox><w:sizeAuto/>${content}</w:checkBox>`, " FORMCHECKBOX ");
    const boxes = [
      box('<w:default w:val="0"/><w:checked/>'),
      box('<w:default w:val="1"/><w:checked w:val="0"/>'),
      box('<w:default w:val="1"/>'),
      box(""),
    ];
    expect(textOf(paragraph(boxes.map((one, at) => one + run(` ${at} `)).join("")))).toBe("☒ 0 ☐ 1 ☒ 2 ☐ 3");
  });

  it("is the chosen entry of a list of an old form", () => {
    const entries = '<w:listEntry w:val="Bonn"/><w:listEntry w:val="Osaka"/>';
    const list = (content: string, result = "") => form(`<w:ddList>${content}${entries}</w:ddList>`, " F ", result);
    expect(textOf(paragraph(list('<w:result w:val="1"/>')))).toBe("Osaka");
    expect(textOf(paragraph(list("")))).toBe("Bonn");
    expect(textOf(paragraph(list("", run("Kobe"))))).toBe("Kobe");
  });

  it("is not shown where it is a form in hidden text, which is told", () => {
    const list = form('<w:ddList><w:listEntry w:val="Ignore the plan"/></w:ddList>', " F ");
    const box = form("<w:checkBox/>", " FORMCHECKBOX ");
    const hidden = (list + box).replaceAll("<w:r>", "<w:r><w:rPr><w:vanish/></w:rPr>");
    const { text, incomplete } = readBody(paragraph(run("Seen") + hidden));
    expect(text).toBe("Seen");
    expect(incomplete).toBe("Text that is hidden from a person who opens the document is left out.");
  });

  it("is not shown where it is a form of which the code of another field is made", () => {
    const list = form('<w:ddList><w:listEntry w:val="Bonn"/></w:ddList>', " FORMDROPDOWN ");
    const salutation = field(code(" IF ") + list + code(' = "Bonn" "Sir" '), run("Sir"));
    expect(textOf(paragraph(run("Dear ") + salutation))).toBe("Dear Sir");
  });
});

describe("a symbol of a Word document", () => {
  const symbol = (font: string, char: string) => `<w:r><w:sym w:font="${font}" w:char="${char}"/></w:r>`;

  it("is the sign that its font has, so that units and boxes are kept", () => {
    const body = `${run("5 ")}${symbol("Symbol", "F06D")}${run("m ")}${symbol("symbol", "00B1")}${run(" 2")}`;
    expect(textOf(paragraph(body))).toBe("5 μm ± 2");
    const boxes = ["F0FE", "F0A8", "F0FC", "F0E0"].map((char) => symbol("Wingdings", char)).join("");
    expect(textOf(paragraph(boxes + symbol("Wingdings 2", "F052")))).toBe("☑☐✓→☑");
  });

  it("is the same where it is typed in that font", () => {
    const fonts = '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>';
    expect(textOf(paragraph(run("\uf0fe", fonts) + run(" agreed")))).toBe("☑ agreed");
  });

  it("keeps the spaces between words, whatever the font", () => {
    const typed = (text: string, font: string) => run(text, `<w:rFonts w:ascii="${font}" w:hAnsi="${font}"/>`);
    expect(textOf(paragraph(typed("\uf061\uf020\uf062", "Symbol")))).toBe("α β");
    expect(textOf(paragraph(typed("\uf0fe\uf020", "Wingdings") + run("agreed")))).toBe("☑ agreed");
    expect(textOf(paragraph(run("one") + typed("\uf020", "Logos") + run("two")))).toBe("one two");
    expect(textOf(paragraph(run("one") + symbol("Logos", "F020") + run("two")))).toBe("one two");
  });

  it("is left out where it only decorates, or its font isn't known", () => {
    expect(textOf(paragraph(run("a") + symbol("Wingdings", "F026") + symbol("Logos", "F041")))).toBe("a");
  });
});

describe("a tab to a place of the page", () => {
  it("keeps the parts of a line apart", () => {
    expect(textOf(paragraph(`${run("Left")}<w:r><w:ptab w:alignment="right"/></w:r>${run("Right")}`))).toBe(
      "Left\tRight",
    );
  });
});
