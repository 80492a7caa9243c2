// T20: HTML and text that exhaust the parser — a typed error or bounded text in time, and the process survives.

import { describe, expect, it } from "vitest";
import type { ToolError } from "#common/errors.ts";
import { ownExtractor } from "../process/own-extractor.ts";
import { fill, megabyte, numbered } from "./hostile-document.ts";

const extractText = ownExtractor();

const random = (length: number) => Uint8Array.from({ length }, (_, at) => (at * 2_654_435_761) >>> (at % 24));

const htmlFiles: Readonly<Record<string, string | Uint8Array>> = {
  "25 MB of paragraphs": fill("<p>hello</p>", 25 * megabyte),
  "200,000 nested elements": fill("<div>", megabyte),
  "200,000 nested elements, closed": `${"<div>".repeat(100_000)}x${"</div>".repeat(100_000)}`,
  "nested tables": fill("<table><tr><td>", megabyte),
  "nested lists": fill("<ul><li>x", megabyte),
  "nested quotes": fill("<blockquote>x<br>y", megabyte),
  "nested formatting": fill("<b><i><u>x", megabyte),
  "formatting across paragraphs": fill("<font color=red><p>x", 400_000),
  "formatting that is repeated in every paragraph": [
    `<p>${numbered(5_000, (at) => `<font color=c${at}>`)}</p>`,
    fill("x<p>y</p>", 100_000),
  ].join(""),
  "links in links": fill("<a href=x><p>y", 400_000),
  "one list of many items": `<ol>${fill("<li>x", megabyte)}`,
  "line breaks alone": fill("<br>", 2 * megabyte),
  "a very long line": `<p>${fill("word ", 3 * megabyte)}`,
  "white space alone": `<p>${fill(" \u00a0\t", megabyte)}x`,
  backslashes: fill("\\", megabyte),
  brackets: fill("[](", megabyte),
  backticks: `<pre>${fill("`a", megabyte)}`,
  ampersands: fill("&", megabyte),
  "open angle brackets": fill("<", megabyte),
  "open comments": fill("<!--", megabyte),
  "open style elements": fill("<style>", megabyte),
  "many attributes": `<p ${numbered(100_000, (at) => `a${at}=1 `)}>x`,
  "one attribute of a megabyte": `<p style="${fill("color:red;", megabyte)}">x`,
  "a cell that spans a billion columns": "<table><tr><td colspan=1000000000>a<td>b<tr><td>c<td>d</table>",
  "a table of many columns": `<table>${`<tr>${"<td>x".repeat(20_000)}`.repeat(3)}</table>`,
  "many style rules on many elements": [
    `<style>${numbered(3_000, (at) => `div .c${at} p{color:red}`)}</style>`,
    fill("<div><p>", 500_000),
  ].join(""),
  "more style rules than are read": `<style>${numbered(20_000, (at) => `.c${at}{color:red}`)}</style><p>x`,
  "comments before anything else": `${fill("<!---->", megabyte)}x`,
  "a link of white space": `<a href="https://x.example">a${fill("\u00a0", megabyte)}b</a>`,
  "a heading of white space": `<h1>a${fill("\u00a0", megabyte)}<br>b</h1>`,
  "open braces in a style": `<style>${fill("@media x{", megabyte)}</style>x`,
  "open comments in a style": `<style>${fill("/*", megabyte)}</style>x`,
  "quoted parts without text": `${fill("<blockquote type=cite></blockquote>", megabyte)}x`,
  "noise declared as HTML": random(megabyte),
  "HTML cut in the middle of a letter": new TextEncoder()
    .encode(`<p>${fill("漢", 5 * megabyte)}`)
    .subarray(0, 4_000_001),
};
const textFiles: Readonly<Record<string, string | Uint8Array>> = {
  "25 MB of lines": fill("hello world\n", 25 * megabyte),
  "25 MB in one line": fill("x", 25 * megabyte),
  "line ends alone": fill("\n", 5 * megabyte),
  "carriage returns alone": fill("\r", 5 * megabyte),
  "quote signs": fill("> ", 2 * megabyte),
  "lines like the head of a mail": fill("From: x\n", 2 * megabyte),
  dashes: fill("-", 2 * megabyte),
  "picture signs": fill("![", 2 * megabyte),
  "beginnings of tags": fill("<a ", 25 * megabyte),
  "beginnings of addresses": fill("<https:/", 25 * megabyte),
  "invalid UTF-8": fill("\xc3\x28", 100_000),
  "half a surrogate pair": Uint8Array.from([0xff, 0xfe, 0x00, 0xd8, 0x41, 0x00]),
  "an odd number of UTF-16 bytes": Uint8Array.from([0xff, 0xfe, 0x41, 0x00, 0x42]),
  "broken ISO-2022-JP": "\x1b$B\x1b$B\x1b(J\x1b",
  noise: random(megabyte),
  nothing: "",
};

const cases = [
  ...Object.entries(htmlFiles).map(([what, content]) => ({ what, content, mediaType: "text/html" })),
  ...Object.entries(textFiles).map(([what, content]) => ({ what, content, mediaType: "text/plain; charset=utf-8" })),
];

describe("a hostile text", () => {
  it.each(cases)("of $what ends in bounded text or a reason, in time", async ({ content, mediaType }) => {
    const bytes =
      typeof content === "string" ? Uint8Array.from(Buffer.from(content)).subarray(0, 25 * megabyte) : content;
    const start = performance.now();
    await extractText({ bytes, mediaType, findQuotes: true }).then(
      ({ text }) => expect(text.length).toBeLessThanOrEqual(megabyte),
      (error: ToolError) => expect(["too_large", "unsupported_type", "unreadable"]).toContain(error.code),
    );
    expect(performance.now() - start).toBeLessThan(17_000);
  });

  it("leaves the process able to read on", async () => {
    const bytes = new TextEncoder().encode("<p>still here");
    expect(await extractText({ bytes, mediaType: "text/html" })).toMatchObject({ text: "still here" });
  });

  it("takes no more than 300 MB besides", { retry: 1 }, async () => {
    const before = process.memoryUsage.rss();
    const bytes = new TextEncoder().encode(fill("<p>hello <b>world</b></p>", 20 * megabyte));
    let highest = before;
    const watch = setInterval(() => {
      highest = Math.max(highest, process.memoryUsage.rss());
    }, 20);
    await extractText({ bytes, mediaType: "text/html" }).catch(() => undefined);
    clearInterval(watch);
    expect(highest - before).toBeLessThan(300 * megabyte);
  });
});
