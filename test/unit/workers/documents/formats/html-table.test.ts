import { describe, expect, it } from "vitest";
import { ownCpuMs } from "#test/support/own-cpu.ts";
import { readHtml } from "#workers/documents/formats/html/read-html.ts";

const markdown = (html: string) => readHtml(html, { findQuotes: false }).text;
const row = (columns: number) => `<tr>${Array.from({ length: columns }, (_, at) => `<td>c${at + 1}`).join("")}`;
const leftOut = "\n\n(Columns beyond the first 100 are left out.)";

describe("a wide table of data", () => {
  it("has at most 100 columns, and a note below if there were more", () => {
    const hundred = markdown(`<table>${row(100)}${row(3)}</table>`);
    expect(hundred).toMatch(/\| c99 \| c100 \|\n\| c1 \| c2 \| c3 \|[ |]+$/);
    expect(markdown(`<table>${row(101)}${row(3)}</table>`)).toBe(hundred + leftOut);
  });

  it("has no note about further columns that are empty", () => {
    const wide = '<tr><td>a<td>b<td colspan="1000000000"><td></tr>';
    const text = markdown(`<table>${row(2)}${wide}</table>`);
    expect(text).not.toContain("left out");
    expect(text.split("\n").at(-1)).toBe(`| a | b |${"  |".repeat(98)}`);
    expect(markdown(`<table>${row(2)}${wide.replace("<td></tr>", "<td>z</tr>")}</table>`)).toBe(text + leftOut);
  });
});

describe("a cell that spans rows", () => {
  const rows = (html: string) => markdown(`<table>${html}</table>`).split("\n").slice(2);

  const head = "<tr><th>a<th>b<th>c";

  it("leaves its column empty in the rows below that it spans", () => {
    const html = `${head}<tr><td rowspan=2>North<td>Jan<td>10<tr><td>Feb<td>20<tr><td>a<td>b<td>c`;
    expect(rows(html)).toEqual(["| North | Jan | 10 |", "|  | Feb | 20 |", "| a | b | c |"]);
  });

  it("moves the cells next to it, in any column", () => {
    expect(rows(`${head}<tr><td>1<td rowspan=2>2<td>3<tr><td>4<td>6`)).toEqual(["| 1 | 2 | 3 |", "| 4 |  | 6 |"]);
    expect(rows(`${head}<tr><td colspan=2 rowspan=2>1<td>3<tr><td>6`)).toEqual(["| 1 |  | 3 |", "|  |  | 6 |"]);
    expect(rows(`${head}<tr><td>1<td>2<td rowspan=2>3<tr><td>4<td>5`)).toEqual(["| 1 | 2 | 3 |", "| 4 | 5 |  |"]);
  });

  it("keeps its column below a cell that overlaps it in fewer rows", () => {
    const html = `${head}<tr><td>1<td rowspan=4>2<td>3<tr><td colspan=2 rowspan=2>4<td>6<tr><td>7<tr><td>8<td>9`;
    expect(rows(html)).toEqual(["| 1 | 2 | 3 |", "| 4 |  | 6 |", "|  |  | 7 |", "| 8 |  | 9 |"]);
  });

  it("ends with its table section", () => {
    for (const span of [0, 3, 70_000, "9".repeat(400)]) {
      const head = `<thead><tr><th rowspan=${span}>a<th>b<tr><th>c</thead>`;
      expect(rows(`${head}<tbody><tr><td>1<td>2`)).toEqual(["|  | c |", "| 1 | 2 |"]);
    }
  });

  it.each(["-1", "x", "", "1"])("spans one row where the number is %j", (span) => {
    expect(rows(`<tr><th>a<th>b<tr><td rowspan="${span}">1<td>2<tr><td>3<td>4`)).toEqual(["| 1 | 2 |", "| 3 | 4 |"]);
  });

  it("spans rows without text, but no hidden rows", () => {
    const html = "<tr><th>a<th>b<tr><td rowspan=2>1<td>2";
    expect(rows(`${html}<tr><td><tr><td>3<td>4`)).toEqual(["| 1 | 2 |", "| 3 | 4 |"]);
    expect(rows(`${html}<tr hidden><td>x<tr><td>3`)).toEqual(["| 1 | 2 |", "|  | 3 |"]);
  });

  it("counts towards the 100 columns", () => {
    const html = `<tr><td rowspan=2>a<td rowspan=0 colspan=98>b<td>c<tr><td>d`;
    expect(rows(html).at(-1)).toBe(`|${"  |".repeat(99)} d |`);
    expect(markdown(`<table>${html}<td>e</table>`)).toContain(leftOut);
  });

  it("is read in linear time", async () => {
    const wide = `<tr>${"<td rowspan=65534 colspan=1000>a".repeat(100)}`;
    const html = `<table><tr><td>a<td>b${wide}${"<tr><td>c".repeat(20_000)}</table>`;
    expect(await ownCpuMs(() => expect(markdown(html)).toContain(leftOut))).toBeLessThan(5_000);
  });
});
