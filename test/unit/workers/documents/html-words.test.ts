import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ownCpuMs } from "#test/support/own-cpu.ts";
import { wordsOfHtml } from "#workers/documents/html-words.ts";

const words = (html: string) => wordsOfHtml(html).trim().split(/\s+/).join(" ");

describe("the words of HTML", () => {
  it.each([
    ["<p>One</p><p>two</p>three<br>four", "One two three four"],
    ["st<b>ro</b>ng <at id=0>Hana Novak</at>'s", "strong Hana Novak's"],
    ["caf&eacute; &#233;t&#xe9; &amp;lt; &nbsp;&euro;", "café été &lt; €"],
    ["1 < 2 and 3 > 2", "1 < 2 and 3 > 2"],
    ['<a title="a > b" href=x>link</a>', "link"],
    ["<p hidden>hidden</p><!-- not this -->shown", "hidden shown"],
    ["cut in a tag <p clas", "cut in a tag"],
  ])("are those between its tags: %s", (html, expected) => {
    expect(words(html)).toBe(expected);
  });

  it("are those of a text without tags, with any broken markup behind it", () => {
    const text = fc.string().map((any) => any.replace(/[<&]/g, ""));
    const broken = fc.array(fc.constantFrom("<", ">", "</", "<!--", "<p", '"', "x=", "script>"));
    fc.assert(
      fc.property(text, broken, (plain, pieces) => {
        const read = words(`${plain} ${pieces.join("")}`);
        expect(`${read} `.startsWith(words(plain))).toBe(true);
      }),
    );
  });

  it.each(["<", "&", "<b><i>x", "<!--", "</", "<p a=1 ", "<font color=red><p>x"])(
    "are read in time in line with the text: %s",
    async (unit) => {
      const text = unit.repeat(1_000_000 / unit.length);
      expect(await ownCpuMs(() => wordsOfHtml(text))).toBeLessThan(2_000);
    },
  );
});
