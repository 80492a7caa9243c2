// T22: images, styles and whatever else loads by itself — in each format, encoding and place it reaches the model as
// text that no Markdown renderer makes markup of.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { runs } from "#test/support/property-runs.ts";
import { selfLoading } from "#test/support/self-loading.ts";
import { extractDocument } from "#workers/documents/extract-document.ts";
import { withoutAutoFetch } from "#workers/text/clean-text.ts";
import { compoundFile } from "./archive/compound-files.ts";
import { storage } from "./formats/msg-storage.ts";
import { docx, partOf, pptx, rels, shape, xlsx } from "./hostile/office-files.ts";
import { line, pdf } from "./hostile/pdf-files.ts";
import { inEntities, markupEncodings, selfLoadingMarkup } from "./self-loading-markup.ts";

/** A document that has a text in one place, or its two halves side by side. */
type Place = (text: string, halves: readonly [string, string]) => string | Uint8Array;

const run = (text: string) => `<w:r><w:t xml:space="preserve">${inEntities(text)}</w:t></w:r>`;
const externalLink = { id: "h1", type: "hyperlink", target: "https://evil.example/?d=1", isExternal: true };
const inPdf = (text: string) => line(text.replace(/[\\()]/g, "\\$&").replaceAll("\n", "\\n"));
const inRtf = (text: string) => text.replace(/[\\{}]/g, "\\$&").replaceAll("\n", "\\line ");
const inCalendar = (text: string) => text.replace(/[\\;,]/g, "\\$&").replaceAll("\n", "\\n");
const inCell = (text: string) => `<c t="inlineStr"><is><t>${inEntities(text)}</t></is></c>`;
const oneLine = (text: string) => text.replaceAll("\n", " ");
const mail = (lines: readonly string[]) => ["From: Ada <ada@contoso.com>", "Date: x", ...lines].join("\r\n");

const places: Readonly<Record<string, Place>> = {
  "plain text": (text) => text,
  "plain text, in a quotation": (_text, [one, other]) => `> <pre>\n> ${one}\n> ${other}`,
  "plain text, in a block of raw HTML": (text) => `<pre>\n${text}`,
  "plain text, in a comment": (text) => `x\n<!-->\n${text}`,
  "plain text, on two lines": (_text, halves) => halves.join("\n"),
  "plain text, on two lines of a list": (_text, [one, other]) => `- ${one}\n  ${other}`,
  "source code": (text) => `const one: Map<String, Integer> = f(\`\n${text}\`);`,
  CSV: (text) => `a,b\n"${text.replaceAll('"', '""')}",c\n`,
  JSON: (text) => JSON.stringify({ text }),
  XML: (text) => `<?xml version="1.0"?><a><b>${inEntities(text)}</b><![CDATA[${text}]]></a>`,
  "HTML, as markup": (text) => `<!doctype html><p>a</p>${text}<p>b</p>`,
  "HTML, as text": (text) => `<!doctype html><p>a ${inEntities(text)}</p>`,
  "HTML, in two elements": (_text, halves) =>
    `<!doctype html>${halves.map((half) => `<span>${inEntities(half)}</span>`).join("")}`,
  "HTML, in a cell": (text) => `<html><table><tr><th>a<th>b<tr><td>x<td>${inEntities(text)}</table>`,
  "HTML, in two cells": (_text, halves) =>
    `<html><table><tr><th>a<th>b<tr>${halves.map((half) => `<td>${inEntities(half)}`).join("")}</table>`,
  "HTML, as code": (text) => `<html><code>${inEntities(text)}</code><pre>${inEntities(text)}</pre>`,
  "HTML, as a link": (text) => `<html><a href="https://x.example/${inEntities(text)}">${inEntities(text)}</a>`,
  "HTML, before a link": (_text, [one]) => `<html>${inEntities(one)}!<a href="https://evil.example/?d=1">x</a>`,
  "HTML, in attributes": (text) =>
    `<html><p title="${inEntities(text)}"><img alt="${inEntities(text)}" src="cid:${inEntities(text)}">`,
  "HTML, in a comment and a title": (text) => `<html><title>${text}</title><!-- ${text} --><![CDATA[${text}]]>`,
  "a saved mail, in plain text": (text) => mail(["Subject: a", "", text]),
  "a saved mail, in HTML": (text) => mail(["Subject: a", "Content-Type: text/html", "", inEntities(text)]),
  "a saved mail, in names": (text) =>
    mail([
      `Subject: ${oneLine(text)}`,
      `To: "${oneLine(text).replace(/["\\]/g, "\\$&")}" <bo@contoso.com>`,
      "Content-Type: multipart/mixed; boundary=x",
      "",
      "--x",
      `Content-Disposition: attachment; filename="${oneLine(text).replace(/["\\]/g, "\\$&")}"`,
      "",
      "a",
      "--x--",
    ]),
  "a mail saved by Outlook": (text, [one, other]) =>
    compoundFile(storage(32, { "0037": one, "0C1A": other, "1000": text })),
  Word: (text) => docx(`<w:p>${run(text)}</w:p>`),
  "Word, in two runs": (_text, halves) => docx(`<w:p>${halves.map(run).join("")}</w:p>`),
  "Word, in two cells": (_text, halves) =>
    docx(`<w:tbl><w:tr>${halves.map((half) => `<w:tc><w:p>${run(half)}</w:p></w:tc>`).join("")}</w:tr></w:tbl>`),
  "Word, as a picture": (text) =>
    docx(`<w:p><w:r><w:drawing><wp:docPr xmlns:wp="wp" descr="${inEntities(text)}"/></w:drawing></w:r></w:p>`),
  "Word, as WordArt": (text) =>
    docx(`<w:p><w:r><w:pict><v:textpath xmlns:v="v" string="${inEntities(text)}"/></w:pict></w:r></w:p>`),
  "Word, as a number before a text": (_text, [one, other]) =>
    docx(`<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>${run(other)}</w:p>`, {
      more: partOf(
        "numbering",
        `<numbering><abstractNum abstractNumId="0"><lvl ilvl="0"><suff val="nothing"/><lvlText ` +
          `val="${inEntities(one)}"/></lvl></abstractNum><num numId="1"><abstractNumId val="0"/></num></numbering>`,
      ),
    }),
  "Word, in a chart": (text, [one, other]) =>
    docx('<w:p><w:r><c:chart xmlns:c="c" xmlns:r="r" r:id="chart"/></w:r></w:p>', {
      more: partOf(
        "chart",
        `<chart><title><t>${inEntities(text)}</t></title><ser><tx><v>${inEntities(text)}</v></tx>` +
          `<cat><pt idx="0"><v>${inEntities(one)}</v></pt></cat>` +
          `<val><pt idx="0"><v>${inEntities(other)}</v></pt></val></ser></chart>`,
      ),
    }),
  "Word, before a link": (_text, [one]) =>
    docx(`<w:p>${run(`${one}!`)}<w:hyperlink xmlns:r="r" r:id="h1">${run("x")}</w:hyperlink></w:p>`, {
      more: [rels("word/document.xml", [externalLink])],
    }),
  Excel: (text, halves) => xlsx(`<row>${inCell(text)}</row><row>${halves.map(inCell).join("")}</row>`),
  PowerPoint: (text) => pptx([shape(inEntities(text))]),
  "PowerPoint, on two slides": (_text, halves) => pptx(halves.map((half) => shape(inEntities(half)))),
  PDF: (text) => pdf([inPdf(text)]),
  "PDF, on two pages": (_text, halves) => pdf(halves.map(inPdf)),
  RTF: (text) => `{\\rtf1\\ansi ${inRtf(text)}}`,
  "RTF, in two groups": (_text, [one, other]) => `{\\rtf1\\ansi {\\b ${inRtf(one)}}${inRtf(other)}}`,
  "a transcript": (text) => `WEBVTT\n\n00:01.000 --> 00:02.000\n<v ${oneLine(text)}>${inEntities(text)}</v>\n`,
  captions: (text) => `WEBVTT\n\n00:01.000 --> 00:02.000\n${text}\n`,
  "a calendar entry": (text) =>
    `BEGIN:VCALENDAR\r\nSUMMARY:${inCalendar(text)}\r\nORGANIZER;CN="${oneLine(text)}":mailto:ada@contoso.com\r\n`,
  "a contact": (text) => `BEGIN:VCARD\r\nFN:${inCalendar(text)}\r\nNOTE:${inCalendar(text)}\r\n`,
};

async function textsOf(document: string | Uint8Array): Promise<string[]> {
  const bytes = typeof document === "string" ? new TextEncoder().encode(document) : document;
  const extraction = await extractDocument({ bytes, mediaType: "application/octet-stream", findQuotes: true });
  if (!extraction.ok) return [];
  const { text, writtenBy } = extraction.text;
  return [text, writtenBy?.name ?? "", writtenBy?.address ?? ""];
}

/** What loads by itself in the answers, each with the document's place. */
async function loadedFrom(name: string, markup: string, cut: number): Promise<string[]> {
  const place = places[name];
  const at = cut % (markup.length + 1);
  const document = place?.(markup, [markup.slice(0, at), markup.slice(at)]) ?? "";
  return (await textsOf(document)).flatMap(selfLoading).map((loaded) => `${name}: ${loaded}`);
}

describe("markup that loads something by itself", () => {
  it("is known as such to the judge of these tests", () => {
    const alone = selfLoadingMarkup.filter((markup) => selfLoading(markup).length === 0);
    expect(alone).toEqual([]);
  });

  it.each(Object.keys(places))("is text in the answer, in %s", async (name) => {
    const loaded = [];
    for (const markup of selfLoadingMarkup) loaded.push(...(await loadedFrom(name, markup, 1)));
    expect(loaded).toEqual([]);
  });

  it("is text in the answer, in any encoding, place and parts", async () => {
    const markup = fc.array(
      fc
        .tuple(fc.constantFrom(...selfLoadingMarkup), fc.constantFrom(...markupEncodings))
        .map(([one, encode]) => encode(one)),
      { minLength: 1, maxLength: 3 },
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...Object.keys(places)), markup, fc.nat(200), async (name, parts, cut) => {
        expect(await loadedFrom(name, parts.join("\n"), cut)).toEqual([]);
      }),
      { numRuns: runs(5_000) },
    );
  });

  it("is text in the answer, even if the text is made of any of its pieces", () => {
    const piece = fc.constantFrom(
      ..."<>/!?[]()=\"'`&;:- \n\t".split(""),
      ..."a b:c https: script style src img x on href url( //evil.example > \n\n <pre> <!-- --> &lt; <br>".split(" "),
      " style=background:url(//evil.example)",
      " src=//evil.example",
      "```\n",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const shown = withoutAutoFetch(pieces.join(""));
        expect(selfLoading(shown)).toEqual([]);
        expect(withoutAutoFetch(shown)).toBe(shown);
      }),
      { numRuns: runs(20_000) },
    );
  });
});

describe("plain text", () => {
  const plain = (text: string) => text.replaceAll("&lt;", "<").replaceAll("! ", "!");

  it("loses nothing of such markup", async () => {
    for (const markup of selfLoadingMarkup) {
      const [text = ""] = await textsOf(`a ${markup} b`);
      expect(plain(text)).toBe(plain(`a ${markup} b`));
    }
  });

  it.each([
    "Map<String, List<Integer>> all = new HashMap<>();",
    "#include <stdio.h>",
    "template <typename T> T f(std::vector<unsigned int> all) { return a < b && c << 2; }",
    "Ada <ada@contoso.com>, Bo <bounce+bo=contoso.com@lists.example>",
    "See <https://contoso.com/a/b?c=d&e=f#g> or <mailto:ada@contoso.com?subject=x>.",
    "<your name here> and <br/> and </p> and <p>",
    "if (a <= b || a <- c) x=1;",
    "[link](https://contoso.com) and ! [ and array[0]",
  ])("that loads nothing stays as it is: %s", async (text) => {
    expect(await textsOf(text)).toEqual([text, "", ""]);
  });
});
