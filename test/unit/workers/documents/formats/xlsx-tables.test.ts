import { describe, expect, it } from "vitest";
import { commented, xlsx } from "../hostile/office-files.ts";
import { readSheets, sheetText } from "./office-package.ts";

type Value = string | number;

/** A row by its number, with values from column A on; empty texts are left out. */
function row(number: number, values: readonly Value[], first = "A"): string {
  const cells = values.map((value, at) => {
    const address = `${String.fromCharCode(first.charCodeAt(0) + at)}${number}`;
    if (value === "") return "";
    return typeof value === "number"
      ? `<c r="${address}"><v>${value}</v></c>`
      : `<c r="${address}" t="inlineStr"><is><t>${value}</t></is></c>`;
  });
  return `<row r="${number}">${cells.join("")}</row>`;
}

const rowsOf = (all: Readonly<Record<number, readonly Value[]>>) =>
  Object.entries(all)
    .map(([number, values]) => row(Number(number), values))
    .join("");

describe("blank rows of a sheet", () => {
  it("separate tables by one blank line, however many there are", () => {
    const rows = rowsOf({ 1: ["Item", "Price"], 2: ["Tea", 4], 900000: ["Name", "Town"], 900001: ["Ada", "Bonn"] });
    expect(sheetText(rows)).toBe(
      "| Item | Price |\n| --- | --- |\n| Tea | 4 |\n\n| Name | Town |\n| --- | --- |\n| Ada | Bonn |",
    );
  });

  it("stay in a table that goes on below them, one for each", () => {
    const rows = rowsOf({ 1: ["Item", "2025", "2026"], 2: ["Tea", 4, 5], 5: ["Milk", 6, 7], 6: ["Sugar", "", 8] });
    expect(sheetText(rows)).toBe(
      "| Item | 2025 | 2026 |\n| --- | --- | --- |\n| Tea | 4 | 5 |\n|  |\n| Milk | 6 | 7 |\n| Sugar |  | 8 |",
    );
  });

  it("also around a line that heads what goes on", () => {
    const rows = rowsOf({ 1: ["Item", "2026"], 2: ["Tea", 4], 4: ["Dairy"], 6: ["Milk", 6], 8: ["Sources"] });
    expect(sheetText(rows)).toBe(
      "| Item | 2026 |\n| --- | --- |\n| Tea | 4 |\n|  |\n| Dairy |\n|  |\n| Milk | 6 |\n\nSources",
    );
  });

  it("stay between the rows of a form, and below a header that stands alone", () => {
    const form = rowsOf({ 1: ["Name", "Ada"], 3: ["Town", "Bonn"], 5: ["Street", "Markt"] });
    expect(sheetText(form)).toBe("| Name | Ada |\n| --- | --- |\n|  |\n| Town | Bonn |\n|  |\n| Street | Markt |");
    const apart = rowsOf({ 1: ["Item", "Kind"], 3: ["Tea", "green"], 4: ["Milk", "oat"] });
    expect(sheetText(apart)).toBe("| Item | Kind |\n| --- | --- |\n|  |\n| Tea | green |\n| Milk | oat |");
  });

  it("are rows without cells, or with cells that show nothing", () => {
    const blank = '<row r="3"><c r="A3" s="0"/><c r="B3" t="inlineStr"><is><t> </t></is></c></row>';
    const rows = rowsOf({ 1: ["Item", "Price"], 2: ["Tea", 4] }) + blank + row(4, ["Name", "Town"]);
    expect(sheetText(rows)).toBe("| Item | Price |\n| --- | --- |\n| Tea | 4 |\n\n| Name | Town |\n| --- | --- |");
  });

  it("begin another table where other columns begin", () => {
    const rows = rowsOf({ 1: ["Item", "Price"], 2: ["Tea", 4] }) + row(4, ["Rate", 0.2], "C");
    expect(sheetText(rows)).toBe("| Item | Price |\n| --- | --- |\n| Tea | 4 |\n\n| Rate | 0.2 |\n| --- | --- |");
  });
});

describe("lines above a table on a sheet", () => {
  it("are text, so that the table has its own header", () => {
    const rows = rowsOf({ 1: ["Budget"], 2: ["in euros"], 3: ["Item", "Price"], 4: ["Tea", 4] });
    expect(sheetText(rows)).toBe("Budget\nin euros\n\n| Item | Price |\n| --- | --- |\n| Tea | 4 |");
  });

  it("are all there is in a list of one column", () => {
    expect(sheetText(rowsOf({ 1: ["one"], 2: ["two"], 4: ["three"] }))).toBe("one\ntwo\n\nthree");
  });
});

describe("a cell of a sheet", () => {
  const codes = ["&quot;$&quot;#,##0", "0.0&quot; kg&quot;", ";;;", "@&quot; (net)&quot;"];
  const own = codes.map((code, at) => `<numFmt numFmtId="${at + 170}" formatCode="${code}"/>`).join("");
  const ids = [0, ...codes.map((_, at) => at + 170), 44, 9];
  const xfs = ids.map((id) => `<xf numFmtId="${id}"/>`).join("");
  const styles = `<styleSheet><numFmts>${own}</numFmts><cellXfs>${xfs}</cellXfs></styleSheet>`;

  it("has its currency or unit, and no currency that the workbook doesn't tell", () => {
    const cells = [1, 2, 5, 6].map((style) => `<c s="${style}"><v>1234.5</v></c>`).join("");
    const [first] = sheetText(`<row>${cells}</row>`, { styles }).split("\n");
    expect(first).toBe("| $1234.5 | 1234.5 kg | 1234.5 | 123450% |");
  });

  it("is left out where its format hides it, which is said but of a zero", () => {
    const hidden = '<c s="3"><v>7</v></c><c s="3" t="inlineStr"><is><t>Obey.</t></is></c>';
    const shown = '<c s="4" t="inlineStr"><is><t>Sum</t></is></c>';
    const read = (cells: string) => readSheets(xlsx(`<row>${cells}</row>`, { styles }));
    expect(read(`<c s="3"><v>0</v></c>${shown}`)).toEqual({ text: "## One\n\nSum (net)" });
    expect(read(hidden + shown)).toEqual({
      text: "## One\n\nSum (net)",
      incomplete: "Text that is hidden from a person who opens the document is left out.",
    });
  });

  it("stands in its own column, whatever is empty before it", () => {
    const empty = '<c t="str"><f>A9</f><v></v></c>';
    const rows = `<row><c><v>1</v></c>${empty}<c><f>A1+1</f></c></row>`;
    expect(sheetText(rows)).toBe("| 1 | C1: =A1+1 |\n| --- | --- |");
  });

  it("has no reading aid of its text, and no column beside it that is empty", () => {
    const strings = "<sst><si><t>name</t><rPh><t>phonetic</t></rPh></si></sst>";
    const cells = '<c r="B2" t="s"><v>0</v></c><c r="F2" t="b"><v>1</v></c>';
    expect(sheetText(`<row>${cells}</row>`, { strings })).toBe("| name | TRUE |\n| --- | --- |");
  });

  it("says where the formula stands that it shares", () => {
    const rows =
      '<row r="2"><c r="AB2"><f t="shared" si="3" ref="AB2:AB3">A2*2</f></c></row>' +
      '<row r="3"><c r="AB3"><f t="shared" si="3"/></c></row>';
    expect(sheetText(rows)).toBe("AB2: =A2*2\nAB3: =… (as in AB2)");
  });
});

describe("a comment on a cell", () => {
  const comment = (address: string, text: string) => `<comment ref="${address}"><text><t>${text}</t></text></comment>`;

  it("names its cell, and the cell its address, since the text has no others", () => {
    const more = commented(comment("B2", "Ada: sure? ") + comment("Z9", "a note"));
    expect(sheetText(rowsOf({ 1: ["Item", "Price"], 2: ["Tea", 4] }), { more })).toBe(
      "| Item | Price |\n| --- | --- |\n| Tea | 4 [B2] |\n\nComments:\n\n- B2: Ada: sure?\n- Z9: a note",
    );
  });
});
