import { describe, expect, it } from "vitest";
import { ownCpuMs } from "#test/support/own-cpu.ts";
import { readHtml } from "#workers/documents/formats/html/read-html.ts";
import { readSlides, readWord } from "./formats/office-package.ts";
import { docx, pptx, shape } from "./hostile/office-files.ts";

const r = (text: string) => `<m:r><m:t>${text}</m:t></m:r>`;
const el = (name: string, ...content: string[]) => `<m:${name}>${content.join("")}</m:${name}>`;
const e = (...content: string[]) => el("e", ...content);
const set = (name: string, value: string) => `<m:${name} m:val="${value}"/>`;
const word = (formula: string) => `<w:p><w:r><w:t xml:space="preserve">So </w:t></w:r>${el("oMath", formula)}</w:p>`;
const read = (formula: string) => readWord(docx(word(formula))).text.slice("So ".length);

const square = el("sSup", e(r("x")), el("sup", r("2")));
const sum = el("nary", el("naryPr", set("chr", "∑")), el("sub", r("i=1")), el("sup", r("n")), e(r("i")));
const equations = el("eqArr", e(r("x&amp;=1")), e(r("y&amp;=2")));
const pair = el("m", el("mr", e(r("a")), e(r("b"))), el("mr", e(r("c")), e(r("d"))));

describe("a formula of Word", () => {
  it.each([
    ["a power", square, "x^2"],
    ["a power before a letter", square + r("y"), "x^2 y"],
    ["a power of more than a letter", el("sSup", e(r("a+b")), el("sup", r("n+1"))), "(a+b)^(n+1)"],
    ["an index", el("sSub", e(r("a")), el("sub", r("i"))), "a_i"],
    ["both", el("sSubSup", e(r("a")), el("sub", r("i")), el("sup", r("2"))), "a_i^2"],
    ["a derivative", el("sSup", e(r("f")), el("sup", r("′"))) + r("(x)"), "f′ (x)"],
    ["both before a letter", el("sPre", el("sub", r("6")), el("sup", r("14")), e(r("C"))), "_6^14 C"],
    ["a fraction", r("x=") + el("f", el("num", r("a+b")), el("den", r("c"))) + r("y"), "x=(a+b)/c y"],
    ["a fraction after a number", r("2") + el("f", el("num", r("1")), el("den", r("3"))), "2 1/3"],
    ["a binomial", el("d", e(el("f", el("fPr", set("type", "noBar")), el("num", r("n")), el("den", r("k"))))), "(n¦k)"],
    ["a root", el("rad", el("radPr", set("degHide", "1")), el("deg"), e(r("x+1"))), "√(x+1)"],
    ["a cube root", el("rad", el("deg", r("3")), e(r("x"))), "√(3&x)"],
    ["a sum", sum, "∑_(i=1)^n i"],
    ["an integral", el("nary", el("sub", r("0")), el("sup", r("∞")), e(r("f dx"))), "∫_0^∞ f dx"],
    ["a function", el("func", el("fName", r("sin")), e(r("2x"))), "sin (2x)"],
    ["a limit", el("func", el("fName", el("limLow", e(r("lim")), el("lim", r("x→0")))), e(r("f"))), "lim_(x→0) f"],
    ["fences", el("d", el("dPr", set("begChr", "|"), set("endChr", "|")), e(r("x-y"))), "|x-y|"],
    ["a matrix", pair, "[a, b; c, d]"],
    ["a matrix in parentheses", el("d", e(pair)), "(a, b; c, d)"],
    ["a system of equations", el("d", el("dPr", set("begChr", "{"), set("endChr", "")), e(equations)), "{x=1; y=2"],
    ["a letter with a sign", el("acc", e(r("x"))), "x\u0302"],
    ["a line above", el("bar", el("barPr", set("pos", "top")), e(r("x"))), "x\u0305"],
    ["what is only there for its width", el("phant", el("phantPr", set("show", "0")), e(r("x"))) + r("y"), "y"],
  ])("has %s in one line", (_what, formula, expected) => {
    expect(read(formula)).toBe(expected);
  });

  it("has what stands in elements with names of JavaScript's own", () => {
    expect(read(el("constructor", r("a")) + el("__proto__", r("b")))).toBe("ab");
  });

  it("lacks what is deleted or hidden", () => {
    const hidden = "<m:r><w:rPr><w:vanish/></w:rPr><m:t>secret</m:t></m:r>";
    expect(read(`${r("a")}<w:del>${r("b")}</w:del>${hidden}`)).toBe("a");
  });

  it("has 400 cells of a matrix, and says that there are more", () => {
    const text = read(el("m", ...Array.from({ length: 30 }, () => el("mr", e(r("1")).repeat(30)))));
    expect(text.match(/1/g)).toHaveLength(390);
    expect(text).toMatch(/; …\]$/);
  });

  it("takes bounded time and depth, and keeps its letters", async () => {
    const deep = `${"<m:sSup><m:e>".repeat(300)}${r("x")}${"</m:e></m:sSup>".repeat(300)}`;
    expect(read(deep)).toBe("x");
    const wide = el("f", el("num", r("1")), el("den", r("2"))).repeat(20_000);
    const cpuMs = await ownCpuMs(async () => expect(read(wide)).toContain("1/2 1/2"));
    expect(cpuMs).toBeLessThan(3_000);
  });
});

it("a formula on a slide stands in its line", () => {
  const slide = shape("@").replace(
    /<a:r>.*<\/a:r>/,
    `<a14:m>${el("oMathPara", el("oMath", square + r("=4")))}</a14:m>`,
  );
  expect(readSlides(pptx([slide])).text).toBe("## Slide 1\n\nx^2=4");
});

describe("a formula of HTML", () => {
  const html = (formula: string) => readHtml(`<p>So <math>${formula}</math>.`, { findQuotes: false }).text;

  it.each([
    ["a power", "<msup><mi>x</mi><mn>2</mn></msup>", "x^2"],
    ["an index", "<msub><mi>a</mi><mi>i</mi></msub>", "a_i"],
    ["a fraction", "<mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mi>c</mi></mfrac>", "(a+b)/c"],
    ["a root", "<msqrt><mi>x</mi><mo>+</mo><mn>1</mn></msqrt>", "√(x+1)"],
    ["a sum", "<munderover><mo>∑</mo><mi>i=1</mi><mi>n</mi></munderover><mi>i</mi>", "∑_(i=1)^n i"],
    ["a function", "<mi>sin</mi><mo>&#x2061;</mo><mi>x</mi>", "sin x"],
    ["fences", "<mfenced><mi>a</mi><mi>b</mi></mfenced>", "(a,b)"],
    ["a sign above a letter", "<mover><mi>v</mi><mo>→</mo></mover>", "v\u20d7"],
    [
      "a matrix",
      "<mtable>\n<mtr><mtd><mn>1</mn></mtd><mtd><mn>2</mn></mtd></mtr> <mtr><mtd><mn>3</mn></mtd></mtr></mtable>",
      "\\[1, 2; 3\\]",
    ],
    [
      "what people see of it alone",
      "<semantics><mi>x</mi><annotation encoding='application/x-tex'>secret</annotation></semantics>" +
        "<semantics><mi>y</mi><mi>z</mi></semantics><maction><mi>z</mi><mi>a</mi></maction>",
      "xyz",
    ],
    ["no more than its parts", "<msup><mi>x</mi><mn>2</mn><mi>y</mi></msup>", "x2y"],
    [
      "names of JavaScript's own",
      "<constructor><mi>y</mi></constructor><mover><mi>x</mi><mo>constructor</mo></mover>",
      "yx^constructor",
    ],
  ])("has %s in one line", (_what, formula, expected) => {
    expect(html(formula)).toBe(`So ${expected} .`);
  });

  it("of many levels or elements has the letters of the deepest and the last", () => {
    const deep = html(`${"<msqrt>".repeat(300)}<mi>x</mi>`);
    expect(deep.match(/√/g)?.length).toBeLessThan(61);
    expect(deep).toContain("x");
    expect(html("<msup><mi>x</mi><mn>2</mn></msup>".repeat(5_000))).toMatch(/^So x\^2 x\^2 .*x\^2 ?[x2]{100,} ?\.$/);
  });

  it.each([
    "<mphantom><mtext>secret</mtext></mphantom>",
    "<mtext style='display:none'>secret</mtext>",
    "<mtext mathcolor='white'>secret</mtext>",
    "<mtext mathcolor='#000' mathbackground='black'>secret</mtext>",
    "<mtext mathsize='0'>secret</mtext>",
    "<semantics><mi>x</mi><mtext>secret</mtext></semantics>",
  ])("lacks what is not seen: %s", (hidden) => {
    expect(html(`<mi>y</mi>${hidden}`)).not.toContain("secret");
  });
});
