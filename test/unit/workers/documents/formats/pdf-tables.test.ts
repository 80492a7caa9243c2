import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readPdf } from "#workers/documents/formats/pdf/read-pdf.ts";
import { across, type Placed, pdfOf, showing } from "./pdf-pages.ts";

const textOf = async (texts: readonly Placed[]) => (await readPdf(pdfOf([showing(texts)]), {})).text;

const columns = [72, 200, 300, 400] as const;
const rowsOf = (rows: readonly (readonly string[])[], top = 700, height = 14) =>
  rows.flatMap((row, at) =>
    row.flatMap((text, column): Placed[] => (text === "" ? [] : [[columns[column] ?? 0, top - at * height, text]])),
  );
const byColumn = (placed: readonly Placed[]) => columns.flatMap((x) => placed.filter(([of]) => of === x));

const prices = [
  ["Article", "Unit", "Stock", "Price"],
  ["Oak board", "m", "12", "8.40"],
  ["Screws", "box", "", "3.10"],
  ["Paint | white", "l", "7", "14.90"],
];
const table = [
  "| Article | Unit | Stock | Price |",
  "| --- | --- | --- | --- |",
  "| Oak board | m | 12 | 8.40 |",
  "| Screws | box |  | 3.10 |",
  "| Paint \\| white | l | 7 | 14.90 |",
].join("\n");

describe("a table of a PDF", () => {
  it("is one in Markdown, with its empty cells, between the lines around it", async () => {
    const text = await textOf([[72, 740, "Prices of May"], ...rowsOf(prices), [72, 600, "All prices in euros."]]);
    expect(text).toBe(`Prices of May\n\n${table}\n\nAll prices in euros.`);
  });

  it("has what stands below one head in one cell, though it is far apart", async () => {
    const sums = [12, 7, 14].flatMap((sum, at) => across(686 - at * 14, [400, "$"], [440, `${sum}`]));
    const rows = prices.map((row, at) => [...row.slice(0, 3), at === 0 ? "Price of each piece" : ""]);
    expect(await textOf([...rowsOf(rows), ...sums])).toBe(
      table
        .replace("Price", "Price of each piece")
        .replace("8.40", "$ 12")
        .replace("3.10", "$ 7")
        .replace("14.90", "$ 14"),
    );
  });

  it("keeps columns apart that most rows divide, below one head of both", async () => {
    const rows = prices.map((row, at) => [...row.slice(0, 3), at === 0 ? "Price of May and June" : ""]);
    const two = [8, 3, 14].flatMap((price, at) => across(686 - at * 14, [400, `${price}.10`], [460, `${price}.90`]));
    const text = await textOf([...rowsOf(rows), ...two]);
    expect(text).toContain("| Screws | box |  | 3.10 | 3.90 |");
    expect(text).toContain("| Article | Unit | Stock | Price of May and June |");
  });

  it("is the same where the document has it column by column", async () => {
    expect(await textOf(byColumn(rowsOf(prices)))).toBe(table);
  });

  it("has cells of several lines, each line in a row, where the document has it cell by cell", async () => {
    const texts: Placed[] = [
      ...rowsOf([["Task", "Who", "Until", "Days"]]),
      [72, 670, "Write the"],
      [72, 658, "report"],
      ...across(670, [200, "Ada"], [300, "2 May"], [400, "3"]),
      ...across(640, [72, "Print it"], [200, "Bo"], [300, "9 May"], [400, "1"]),
    ];
    expect(await textOf(texts)).toBe(
      "| Task | Who | Until | Days |\n| --- | --- | --- | --- |\n| Write the | Ada | 2 May | 3 |\n| report |\n" +
        "| Print it | Bo | 9 May | 1 |",
    );
  });

  it("is a timetable where only its times are in every row", async () => {
    const times = Array.from(
      { length: 20 },
      (_, at): Placed => [72, 700 - at * 6, `1${Math.floor(at / 6)}:${at % 6}0`],
    );
    const text = await textOf([
      ...times,
      [200, 709, "Hall"],
      [200, 700, "Opening"],
      [200, 640, "Talk"],
      [300, 709, "Garden"],
      [300, 670, "Lunch"],
      [300, 610, "Walk"],
      [400, 709, "Roof"],
      [400, 682, "Coffee"],
      [400, 592, "Music"],
    ]);
    expect(text).toMatch(/^\| {2}\| Hall \| Garden \| Roof \|\n/);
    expect(text).toContain("\n| 10:00 | Opening |\n");
    expect(text).toContain("\n| 10:30 |  |  | Coffee |\n| 10:40 |\n| 10:50 |  | Lunch |\n");
  });

  it("ends where another one begins", async () => {
    const other = rowsOf(
      [
        ["Total", "2026", "2027"],
        ["", "18.50", "20.10"],
        ["Tax", "3.50", "3.80"],
      ],
      560,
    );
    const text = await textOf([...rowsOf(prices), ...other]);
    expect(text).toBe(
      `${table}\n\n| Total | 2026 | 2027 |\n| --- | --- | --- |\n|  | 18.50 | 20.10 |\n| Tax | 3.50 | 3.80 |`,
    );
  });

  it("keeps its columns on a page that is turned", async () => {
    const turned = rowsOf(prices).map(([x, y, text]) => `BT /F1 10 Tf 0 1 -1 0 ${800 - y} ${x} Tm (${text}) Tj ET`);
    expect((await readPdf(pdfOf([turned.join("\n")]), {})).text).toBe(table);
  });

  it.each([
    ["SPARSE-2024-INV-1234_borderless_table.pdf", "| SKU-9201 |  | 780 | 778 |  | OK |\n|  | C-15 |  |  | +15 |"],
    ["REPAIR-2022-INV-001_multipage.pdf", "| Body Labor |  | 2 | 150 | 300 |\n| Paint Labor |  | 1.5 | 150 | 225 |"],
    ["movie-theater-booking-2024.pdf", "| December 2024 | 48 | $12,500.00 | $11,250.00 | 85% |"],
  ])("is found in a real document: %s", async (name, rows) => {
    const bytes = readFileSync(new URL(`../../../../corpus/files/${name}`, import.meta.url));
    expect((await readPdf(new Uint8Array(bytes), {})).text).toContain(rows);
  });
});

const words = "the committee came to no decision on any of the";
const paragraph = (x: number, first: string) =>
  Array.from({ length: 8 }, (_, at): Placed => [x, 700 - at * 12, `${first} ${words.slice(at, at + 30)}`]);

describe("no table", () => {
  it("is prose in columns, whether the document has it line by line or column by column", async () => {
    const three = [paragraph(40, "Left"), paragraph(230, "Middle"), paragraph(420, "Right")];
    expect(await textOf(three.flat())).not.toContain("|");
    const lines = Array.from({ length: 8 }, (_, at) => three.map((one) => one[at] ?? ([0, 0, ""] as const)));
    expect(await textOf(lines.flat())).not.toContain("|");
  });

  it("is a list, nor a table of contents", async () => {
    const items = ["Oranges and lemons", "Apples of all kinds", "Pears"].flatMap((item, at) =>
      across(700 - at * 14, [72, `${at + 1}.`], [100, item], [400, `${at + 7}`]),
    );
    expect(await textOf(items)).toBe("1.  Oranges and lemons  7\n2.  Apples of all kinds  8\n3.  Pears  9");
  });

  it("is a numbered list of long lines with words in its margin", async () => {
    const texts = Array.from({ length: 6 }, (_, at): Placed[] => [
      ...(at % 2 === 0 ? [[40, 700 - at * 14, "Margin"] as const] : []),
      [100, 700 - at * 14, `${at + 7}a`],
      [130, 700 - at * 14, `Wages, salaries and tips that were paid in the year ${2020 + at}`],
    ]);
    expect(await textOf(texts.flat())).not.toContain("|");
  });

  it("are two columns: wide gaps are kept as two spaces, but not those of leaders", async () => {
    const text = await textOf([
      ...across(700, [72, "Order:"], [200, "17"]),
      ...across(686, [72, "Region:"], [200, "North"]),
      ...across(660, [72, "Chapter 1"], [130, "."], [160, "."], [190, "."], [220, "4"]),
    ]);
    expect(text).toBe("Order:  17\nRegion:  North\n\nChapter 1 . . . 4");
  });

  it("are two lines that share some places", async () => {
    const days = across(700, [72, "Tuesday"], [200, "8 May"], [300, "Rome"]);
    const text = await textOf([...days, ...across(686, [72, "Wednesday"], [300, "Turin"])]);
    expect(text).toBe("Tuesday  8 May  Rome\nWednesday  Turin");
  });
});
