import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ToolError } from "#common/errors.ts";
import { binaryText } from "#test/support/binary-text.ts";
import { ownCpuMs } from "#test/support/own-cpu.ts";
import { runs } from "#test/support/property-runs.ts";
import { readHtml } from "#workers/documents/formats/html/read-html.ts";

/** What is read of a mail between two lines that are always seen. */
const read = (html: string) => readHtml(`<p>first</p>${html}<p>last</p>`, { findQuotes: false }).text;

describe("a selector in a mail's style sheet", () => {
  const body = "<div class='a b' id=i><u>one</u><section><b><p class=h lang=en>text</p></b></section><i>two</i></div>";
  const isRead = (css: string) => read(`<style>${css}</style>${body}`).includes("text");

  it.each([
    ..."b > p ; b>p.h ; div p ; div.a section > b>.h ; section > b p ; #i.b p ; body > div p".split(" ; "),
    ..."x:hover, p ; p[class] ; [LANG] ; [lang=en] ; p[ lang = 'en' ].h ; [class=\"a b\"] p".split(" ; "),
    ..."[class=\"a b\"][id]>section p ; x[y], *[lang] ; div:not(x, p, .y) ; p[lang^=e] ; p[lang$='n']".split(" ; "),
    ..."[class*=' '] ; [class~=b] p ; [lang|=en] ; p[lang=EN i] ; u + section ; u ~ section p".split(" ; "),
    ..."div > u ~ * p ; section:nth-child(2) ; section:nth-child(2n) ; section:nth-child( EVEN )".split(" ; "),
    ..."section:nth-child(-n + 2) p ; section:nth-last-child(2) ; section:nth-last-child(n+2)".split(" ; "),
    ..."section:nth-of-type(odd) ; section:last-of-type ; b:first-child ; p:last-child ; p:only-child".split(" ; "),
    ..."p:only-of-type ; html:root p ; p:not(:hover) ; p:not(.x, div > p) ; :is(x:unknown, b) > p".split(" ; "),
    ...":where(.a, .z) p ; .\\68 ; p.h/* x */ ; div /* x */ p ; p:not(:not(.h))".split(" ; "),
  ])("hides elements that it matches: %s", (selector) => {
    expect(isRead(`${selector}{display:none}`)).toBe(false);
  });

  it.each([
    ..."div > p ; section > p ; div > b p ; #i#j p ; > p ; b > > p ; p > ; p:hover ; p:not(:hover, .h)".split(" ; "),
    ..."p:checked ; p::before ; p:not(:checked) ; div:has(p) ; p:unknown(x) ; section:nth-child(3)".split(" ; "),
    ..."section:nth-child(n + 3) ; section:nth-child(x) ; section:first-child ; section:last-child".split(" ; "),
    ..."section:nth-of-type(2) ; p[lang!=fr] ; p[lang^=''] ; p[lang|=e] ; i + section ; i ~ section".split(" ; "),
    ..."div + section ; u + p ; svg|p ; p:empty ; section < p ; p[id] ; p[lang=e] ; p[lang='EN']".split(" ; "),
    ..."p[lang ; [class='b a'] p ; [class='a,p,b'] ; p[lang]x ; p[lang] [lang] ; [lang=] ; []".split(" ; "),
    ..."[lang=1] ; [constructor] ; x + p ; x ~ section ; + p".split(" ; "),
    "",
  ])("hides no element that it does not match: %s", (selector) => {
    expect(isRead(`${selector}{display:none}`)).toBe(true);
  });

  it.each([
    [".a p{display:none} p{display:block}", false],
    [".a p{display:block} .h{display:none}", true],
    [".h{display:none} div section b p{display:block}", false],
    [".h{display:none} p.h{display:block} .h{display:none}", true],
    ["#i p{display:block} .a .h{display:none}", true],
    [".h{display:block} .h{display:none}", false],
    ["[lang]{display:none} p{display:block}", false],
    ["p{display:none} [lang]{display:block}", true],
    ["p[lang]{display:none} .h{display:block}", false],
    [".h{display:none} [lang]{display:block}", true],
    ["p{display:block} *{visibility:hidden} p{visibility:visible}", true],
  ])("is overridden by one of higher specificity, and by a later one of the same: %s", (css, expected) => {
    expect(isRead(css)).toBe(expected);
  });
});

describe("a selector with combinators", () => {
  const hides = (selector: string, body: string) =>
    !read(`<style>${selector}{display:none}</style>${body}`).includes("x");

  it.each([
    ["section article > p", "<section><article><div><article><p>x</article></div></article></section>"],
    ["section > article p", "<section><article><article><p>x</article></article></section>"],
    ["section + article ~ p", "<section></section><article></article><i></i><p>x</p>"],
    ["article + article > p", "<div><article></article><article><p>x</article></div>"],
    ["section ~ article article p", "<section></section><article><div><article><p>x</article></div></article>"],
    ["aside > section ~ section p", "<aside><section></section><section><section><p>x</section></section></aside>"],
  ])("hides what it matches by a later choice too: %s", (selector, body) => {
    expect(hides(selector, body)).toBe(true);
  });

  it.each([
    ["section > article > p", "<section><article><div><article><p>x</article></div></article></section>"],
    ["section + article + p", "<section></section><article></article><i></i><p>x</p>"],
    ["section ~ article > p", "<section></section><article><div><article><p>x</article></div></article>"],
    ["section + section p", "<aside><section></section></aside><section><p>x</section>"],
    ["aside section ~ p", "<aside><section></section></aside><p>x</p>"],
    ["article ~ section", "<section>x</section><article></article>"],
  ])("hides nothing that it matches by no choice: %s", (selector, body) => {
    expect(hides(selector, body)).toBe(false);
  });
});

describe("many selectors on many elements", () => {
  it.each([
    ["every second row of a long table", "tr:nth-child(even){opacity:0}", "<tr><td>x", 20_000],
    ["paragraphs after a heading that is not there", "h2 ~ p{display:none}", "<p>x", 20_000],
    ["paragraphs after other paragraphs", "p ~ p ~ p + p{opacity:.5}", "<p>x", 20_000],
    ["names that no element has", "x div div div div div div{display:none}", "<div>x", 400],
  ])("are matched in linear time: %s", async (_what, css, unit, count) => {
    const document = `<style>${css}</style><table>${unit.repeat(count)}`;
    expect(await ownCpuMs(() => expect(read(document)).toContain("x"))).toBeLessThan(8_000);
  });
});

describe("any text as a style sheet", () => {
  const piece = fc.oneof(
    fc.constantFrom(..."{}()[];:,.#*>+~|=\\/@!'\"- \n\0%".split("")),
    fc.constantFrom("@media ", ...":not( :is( :nth-child( :has( ::x screen /* */ <!-- --> u+1".split(" ")),
    fc.constantFrom("color-mix(in srgb,", ..."p .a #b [c=d] display:none color: rgb( hsl( calc( #ff".split(" ")),
    fc.constantFrom("constructor", "__proto__", "hasOwnProperty", "!important", "url(", "1e999", "\\68", "\\110000"),
    binaryText({ maxLength: 3 }),
  );
  const anyCss = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(""));

  it("is read or refused as too complex", () => {
    fc.assert(
      fc.property(anyCss, anyCss, (sheet, style) => {
        const styled = style.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
        try {
          read(`<style>${sheet}</style><p class=a id=b style="${styled}">text`);
        } catch (error) {
          expect(error).toBeInstanceOf(ToolError);
        }
      }),
      { numRuns: runs(5_000) },
    );
  });
});
