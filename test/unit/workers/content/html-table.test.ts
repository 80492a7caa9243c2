import { describe, expect, it } from "vitest";
import { readHtml } from "#workers/content/html.ts";

const markdown = (html: string) => readHtml(html, { findQuotes: false }).text;
const row = (columns: number) => `<tr>${Array.from({ length: columns }, (_, at) => `<td>c${at + 1}`).join("")}`;
const leftOut = "\n\n(Columns beyond the first 100 are left out.)";

describe("a wide table of data", () => {
  it("is whole up to 100 columns, and says so below when it has more", () => {
    const hundred = markdown(`<table>${row(100)}${row(3)}</table>`);
    expect(hundred).toMatch(/\| c99 \| c100 \|\n\| c1 \| c2 \| c3 \|[ |]+$/);
    expect(markdown(`<table>${row(101)}${row(3)}</table>`)).toBe(hundred + leftOut);
  });

  it("says nothing of further columns that are empty", () => {
    const wide = '<tr><td>a<td>b<td colspan="1000000000"><td></tr>';
    const text = markdown(`<table>${row(2)}${wide}</table>`);
    expect(text).not.toContain("left out");
    expect(text.split("\n").at(-1)).toBe(`| a | b |${"  |".repeat(98)}`);
    expect(markdown(`<table>${row(2)}${wide.replace("<td></tr>", "<td>z</tr>")}</table>`)).toBe(text + leftOut);
  });
});
