import { describe, expect, it } from "vitest";
import { readXlsx } from "#workers/documents/formats/xlsx/read-xlsx.ts";
import { rels, xlsx } from "../hostile/office-files.ts";
import type { ZipPart } from "../hostile/zip-writer.ts";
import { officePackage } from "./office-package.ts";

type Value = string | number;

/** The sheet with these values from A1 on. Empty texts are empty cells. */
function sheetText(rows: readonly (readonly Value[])[], more: readonly ZipPart[] = []): string {
  const data = rows.map((values, row) => {
    const cells = values.map((value, column) => {
      const address = `r="${String.fromCharCode(65 + column)}${row + 1}"`;
      if (value === "") return "";
      return typeof value === "number"
        ? `<c ${address}><v>${value}</v></c>`
        : `<c ${address} t="inlineStr"><is><t>${value}</t></is></c>`;
    });
    return `<row r="${row + 1}">${cells.join("")}</row>`;
  });
  return readXlsx(officePackage(xlsx(data.join(""), { more }))).text.replace("## One\n\n", "");
}

/** How many tables a text has. */
const tablesIn = (text: string) => text.match(/^\|(?: --- \|)+$/gm)?.length ?? 0;

describe("tables beside each other on a sheet", () => {
  it("come one after the other where each has its own title, each with the blank rows that it has", () => {
    const text = sheetText([
      ["Income", "", "", "Share spent"],
      ["Item", "Amount", "", 2336, 0.62],
      ["Wages", 2500],
      ["", "", "", "Summary"],
      ["Expenses", "", "", "In", "Out"],
      ["Item", "Amount", "", 2500, 120],
      ["Rent", 120],
    ]);
    expect(text).toBe(
      "Income\n\n| Item | Amount |\n| --- | --- |\n| Wages | 2500 |\n\n" +
        "Expenses\n\n| Item | Amount |\n| --- | --- |\n| Rent | 120 |\n\n" +
        "Share spent\n\n| 2336 | 0.62 |\n| --- | --- |\n\n" +
        "Summary\n\n| In | Out |\n| --- | --- |\n| 2500 | 120 |",
    );
  });

  it("where the second begins with the same header as the first", () => {
    const text = sheetText([
      ["City", "People", "", "City", "People"],
      ["Osaka", 2_700_000, "", "Bonn", 330_000],
      ["Kobe", 1_500_000, "", "Ulm", 130_000],
    ]);
    expect(text).toBe(
      "| City | People |\n| --- | --- |\n| Osaka | 2700000 |\n| Kobe | 1500000 |\n\n" +
        "| City | People |\n| --- | --- |\n| Bonn | 330000 |\n| Ulm | 130000 |",
    );
  });

  it("where the second is pairs of a name and a number beside a header", () => {
    const text = sheetText([
      ["Name", "Sales", "", "Bonus", 15_000],
      ["Ada", 42_000],
      ["Kenji", 35_000, "", "Eligible", 1],
    ]);
    expect(text).toBe(
      "| Name | Sales |\n| --- | --- |\n| Ada | 42000 |\n| Kenji | 35000 |\n\n" +
        "| Bonus | 15000 |\n| --- | --- |\n|  |\n| Eligible | 1 |",
    );
  });

  it("where the second has a header of its own, and ends long before the first", () => {
    const text = sheetText([
      ["Rate", "Up to", "", "Income", "Rate"],
      [0.1, 9_700, "", 46_523, 0.24],
      [0.22, 39_475],
      [0.24, 84_200],
      [0.32, 160_726],
    ]);
    expect(tablesIn(text)).toBe(2);
    expect(text).toContain("\n\n| Income | Rate |\n| --- | --- |\n| 46523 | 0.24 |");
  });

  it("where Excel has them as lists, whatever stands in them", () => {
    const rows = [
      ["Year", "Tea", "", "Milk", "Eggs"],
      [2025, 4, "", 6, 7],
    ];
    const lists = (address: string) => [
      rels("xl/worksheets/sheet1.xml", [{ id: "t", type: "table", target: "../tables/table1.xml" }]),
      { name: "xl/tables/table1.xml", content: `<table ref="${address}"><tableColumns/></table>` },
    ];
    expect(tablesIn(sheetText(rows))).toBe(1);
    expect(tablesIn(sheetText(rows, lists("D1:E2")))).toBe(2);
    expect(tablesIn(sheetText(rows, lists("A1:B2")))).toBe(2);
    // A damaged one, one elsewhere, and one below.
    for (const address of ["D1:E2<", "G1:H2", "D5:E9"]) expect(tablesIn(sheetText(rows, lists(address)))).toBe(1);
  });

  it("and others beside those", () => {
    const text = sheetText([
      ["Day", "Tea", "", "Day", "Milk", "", "Day", "Eggs"],
      [1, 4, "", 1, 6, "", 1, 9],
    ]);
    expect(tablesIn(text)).toBe(3);
    expect(text.match(/\w+(?= \|\n\| ---)/g)).toEqual(["Tea", "Milk", "Eggs"]);
  });
});

describe("a blank column in a table", () => {
  it("doesn't cut years from the names of their rows", () => {
    const text = sheetText([
      ["", "", "2025", "", "", "2026"],
      ["", "", "Plan", "Actual", "", "Plan", "Actual"],
      ["Wages", "", 10, 11, "", 12, 13],
      ["Rent", "", 5, 5, "", 6],
      ["Sum", "", 15, 16, "", 18],
    ]);
    expect(tablesIn(text)).toBe(1);
    expect(text).toContain("| Wages | 10 | 11 | 12 | 13 |");
  });

  it("doesn't cut the rest of a row from a person", () => {
    const text = sheetText([
      ["Name", "Team", "", "Town", "Street", "", "Phone", "Room"],
      ["Ada", "Sales", "", "Bonn", "Markt", "", "12", "3"],
      ["Kenji", "Law", "", "Osaka", "Kita", "", "13", "4"],
      ["Mia", "Law", "", "", "", "", "14", "5"],
    ]);
    expect(tablesIn(text)).toBe(1);
    expect(text).toContain("| Mia | Law |  |  | 14 | 5 |");
  });

  it("doesn't cut remarks from what they are about", () => {
    const rows: Value[][] = [
      ["Name", "Sum", "", "Remark", "By"],
      ["Ada", 1],
      ["Kenji", 2, "", "late", "Mia"],
    ];
    for (const name of ["Lu", "Bo", "Jo", "Al"]) rows.push([name, 3]);
    expect(tablesIn(sheetText(rows))).toBe(1);
    expect(sheetText(rows)).toContain("| Kenji | 2 | late | Mia |");
  });

  it("doesn't cut columns that are filled in only for the first rows", () => {
    const text = sheetText([
      ["Task", "Owner", "Due", "", "Reviewer", "Comment"],
      ["Plan", "Ada", "May", "", "Bo", "ok"],
      ["Build", "Cy", "June", "", "Di", "late"],
      ["Test", "Ed", "July", "", "Bo", "fine"],
      ["Ship", "Flo", "Aug"],
      ["Sell", "Gus", "Sep"],
      ["Learn", "Hal", "Oct"],
    ]);
    expect(tablesIn(text)).toBe(1);
    expect(text).toContain("| Build | Cy | June | Di | late |");
  });

  it.each([[[2024, 2025]], [[2024]], [[1, 2]]])("doesn't cut columns that numbers head: %j", (heads) => {
    const text = sheetText([
      ["Account", "Name", "", "Owner", ...heads],
      ["1000", "Cash", "", "Ada", ...heads.map(() => 10)],
      ["2000", "Debt", "", "Bo", ...heads.map(() => 20)],
    ]);
    expect(tablesIn(text)).toBe(1);
    expect(text).toContain("| 1000 | Cash | Ada | 10 |");
  });
});
