import { describe, expect, it } from "vitest";
import { ownCpuMs } from "#test/support/own-cpu.ts";
import { readNumberFormats } from "#workers/documents/formats/xlsx/cell.ts";
import { readXlsxInPages } from "#workers/documents/formats/xlsx/read-xlsx.ts";
import { sheetBlocks } from "#workers/documents/formats/xlsx/sheet.ts";
import { commented, office, rels, xlsx } from "../hostile/office-files.ts";
import type { ZipPart } from "../hostile/zip-writer.ts";
import { officePackage, readSheets, sheetText } from "./office-package.ts";
import { upAfter } from "./time-up.ts";

const sheetName = "xl/worksheets/sheet1.xml";
const sheet = { name: sheetName, content: "<worksheet><sheetData><row><c><v>7</v></c></row></sheetData></worksheet>" };

/** A workbook that names the same sheet that many times. */
function workbookOf(sheets: number, more: readonly ZipPart[] = []) {
  const list = '<sheet name="One" r:id="r1"/>'.repeat(sheets);
  const parts = [
    rels("xl/workbook.xml", [{ id: "r1", type: "worksheet", target: "worksheets/sheet1.xml" }]),
    sheet,
    ...more,
  ];
  return office("xlsx", `<workbook xmlns:r="r"><sheets>${list}</sheets></workbook>`, { more: parts });
}

describe("an Excel workbook of which not all is read", () => {
  const leftOut = "The workbook is too long to be read in full; the rest is left out.";

  it("says so when it has more than 1,000 sheets", () => {
    expect(readSheets(workbookOf(1_000))).not.toHaveProperty("incomplete");
    const { text, incomplete } = readSheets(workbookOf(1_001));
    expect(text.match(/## One/g)).toHaveLength(1_000);
    expect(incomplete).toBe(leftOut);
  });

  it("says so when its comments are longer than what is read", () => {
    const comment = `<comment ref="A1"><text><t>${" ".repeat(1_100)}</t></text></comment>`;
    expect(readSheets(workbookOf(1, commented(comment.repeat(1_000))))).toMatchObject({
      text: expect.stringContaining("\n7 [A1]\n"),
      incomplete: leftOut,
    });
  });

  it("says so when its cells may point to texts that are not read", () => {
    const strings = `<sst>${"<si/>".repeat(600_000)}<si><t>last</t></si></sst>`;
    const workbook = xlsx('<row><c t="s"><v>600000</v></c><c><v>7</v></c></row>', { strings });
    expect(readSheets(workbook)).toEqual({ text: "## One\n\n7", incomplete: leftOut });
  });
});

describe("a workbook that is too large to be read at once", () => {
  const rowOf = (number: number, text: string) =>
    `<row r="${number}"><c r="A${number}" t="str"><v>${text}</v></c><c r="B${number}"><v>${number}</v></c></row>`;
  const head = '<row r="1"><c r="A1" t="str"><v>Text</v></c><c r="B1" t="str"><v>Number</v></c></row>';
  const sheetOf = (count: number, text: string) => {
    const rows = Array.from({ length: count }, (_, at) => rowOf(at + 2, text)).join("");
    return Buffer.from(`<worksheet><sheetData>${head}${rows}</sheetData></worksheet>`);
  };
  const ledger = xlsx(sheetOf(60_000, "booked"));
  const numbersIn = (text: string) => [...text.matchAll(/^\| \w+ \| (\d+) \|$/gm)].map(([, number]) => Number(number));
  const enough = { skip: 0, size: 10_000 };

  it("is read page by page to its last row, each page below the first row", async () => {
    const numbers: number[] = [];
    let [startPage, isMore] = [1, true];
    while (isMore) {
      const reading = await readXlsxInPages(officePackage(ledger), { startPage, enough });
      for (const page of reading.text.split(/^## /m).slice(1)) {
        expect(page).toMatch(/^One \(part \d+ of \d+, to row \d+\)\n\n\| Text \| Number \|\n/);
      }
      numbers.push(...numbersIn(reading.text));
      startPage = (reading.pages?.at(-1)?.number ?? 0) + 1;
      isMore = reading.hasMorePages === true;
    }
    expect(startPage).toBeGreaterThan(5);
    expect(numbers).toEqual(Array.from({ length: 60_000 }, (_, at) => at + 2));
  });

  it("has pages also where its cells take little room and their texts much", async () => {
    const strings = `<sst><si><t>${"x".repeat(3_000)}</t></si></sst>`;
    const rows = Array.from({ length: 500 }, (_, at) => `<row r="${at + 1}"><c t="s"><v>0</v></c></row>`).join("");
    const content = `<worksheet><sheetData>${rows}</sheetData></worksheet>`;
    const list = ["One", "Two"].map((name) => `<sheet name="${name}" r:id="r1"/>`).join("");
    const more = [
      rels("xl/workbook.xml", [
        { id: "r1", type: "worksheet", target: "worksheets/sheet1.xml" },
        { id: "s", type: "sharedStrings", target: "sharedStrings.xml" },
      ]),
      { name: sheetName, content },
      { name: "xl/sharedStrings.xml", content: strings },
    ];
    const book = office("xlsx", `<workbook xmlns:r="r"><sheets>${list}</sheets></workbook>`, { more });
    const second = await readXlsxInPages(officePackage(book), { startPage: 2, enough });
    expect(second).toMatchObject({ pageCount: 2, pages: [{ number: 2, from: 0 }] });
    expect(second.text).toMatch(/^## Two\n\nx/);
  });

  it("ends with the page during which its time is up, and is refused without any", async () => {
    const isTimeUp = upAfter(12);
    const reading = await readXlsxInPages(officePackage(ledger), { isTimeUp, enough: { skip: 0, size: 9e6 } });
    expect(reading.hasMorePages).toBe(true);
    expect(numbersIn(reading.text).length).toBeGreaterThan(1_000);
    await expect(readXlsxInPages(officePackage(ledger), { isTimeUp: () => true })).rejects.toMatchObject({
      refusal: "tooLong",
    });
  });

  it("ends a sheet that is inflated without an end: when its time is up, and without rows soon", async () => {
    /** Until the most that a test should take. */
    async function* endless(text: string) {
      for (let piece = 0; piece < 40; piece += 1) yield Buffer.from(text.repeat(100_000));
      throw new Error("The sheet was read on.");
    }
    const skipping = sheetBlocks(endless("<row/>"), { first: 9_999, count: 10_000, isTimeUp: upAfter(20) });
    expect(await skipping.next()).toEqual({ done: true });
    const rowless = sheetBlocks(endless("<cell/>"), { first: 0, count: 10_000, isTimeUp: () => false });
    expect(await rowless.next()).toMatchObject({ value: { isPart: true } });
  });

  it("shows its drawings and comments once", async () => {
    const more = commented('<comment ref="A2"><text><t>why</t></text></comment>');
    const book = officePackage(xlsx(sheetOf(60_000, "booked"), { more }));
    const { text } = await readXlsxInPages(book, { enough: { skip: 0, size: 300_000 } });
    expect(text.match(/- A2: why/g)).toHaveLength(1);
  });
});

describe("cells that are filled with a colour and have no text", () => {
  const fill = (colour: string) => `<fill><patternFill patternType="solid"><fgColor ${colour}/></patternFill></fill>`;
  const rgb = (value: string) => `rgb="FF${value}"`;
  const colours = [...["FF0000", "00B050", "FFC000", "FFFFFF"].map(rgb), 'theme="4"', rgb("D9D9D9")];
  const xfs = ["<xf/>", ...colours.map((_, at) => `<xf fillId="${at + 1}"/>`)].join("");
  const fills = `<fills><fill/>${colours.map(fill).join("")}</fills>`;
  const styles = `<styleSheet>${fills}<cellXfs>${xfs}</cellXfs></styleSheet>`;
  const text = (value: string, style = 0) => `<c t="str" s="${style}"><v>${value}</v></c>`;
  const filled = (style: number) => `<c s="${style}"/>`;
  const head = `<row>${text("Task")}${text("May")}${text("June")}${text("July")}</row>`;
  const read = (rows: string) => readSheets(xlsx(rows, { styles })).text.split("\n").slice(4);

  it("are named by it", () => {
    const plan = `<row>${text("Plan")}${filled(1)}${filled(2)}${filled(4)}</row>`;
    const next = `<row>${text("Do")}${filled(0)}${filled(3)}${filled(5)}</row>`;
    expect(read(head + plan + next)).toEqual(["| Plan | [red] | [green] |", "| Do |  | [yellow] | [filled] |"]);
  });

  it("are not named in the row that names the columns, and once where they are all the rest of a row", () => {
    const title = `<row>${text("Plan")}${filled(3).repeat(3)}</row>`;
    const names = `<row>${text("Task")}${text("May")}${text("June")}${filled(3)}</row>`;
    const phase = `<row>${text("Phase")}${filled(1).repeat(3)}</row>`;
    const next = `<row>${text("Do")}${filled(1)}${text("x")}${text("y")}</row>`;
    const written = read(title + names + phase + next).join("\n");
    expect(written).not.toContain("yellow");
    expect(written).toContain("| Phase | [all red] |\n| Do | [red] | x | y |");
  });

  it("are not where the row's texts have it, beyond the columns of texts, and where there are one or two", () => {
    const band = `<row>${text("Plan", 6)}${filled(6)}${filled(6)}${filled(6)}</row>`;
    const beyond = `<row>${text("Do")}${"<c/>".repeat(3)}${filled(1).repeat(9)}</row>`;
    const two = `<row>${text("Act")}${filled(1)}${filled(2)}</row>`;
    expect(read(head + band + beyond + two)).toEqual(["| Plan |", "| Do |", "| Act |"]);
  });
});

describe("a workbook with hidden rows and columns", () => {
  const cells = (row: number, columns: string) =>
    [...columns].map((column) => `<c r="${column}${row}"><v>${row}</v></c>`).join("");
  const row = (number: number, columns: string, hidden = "") =>
    `<row r="${number}" ${hidden}>${cells(number, columns)}</row>`;
  const read = (columns: string, rows: string) => {
    const content = `<worksheet><cols>${columns}</cols><sheetData>${rows}</sheetData></worksheet>`;
    return readSheets(xlsx(Buffer.from(content)));
  };

  it("gives them, and says which they are", () => {
    const hidden = 'hidden="1"';
    const rows = [row(1, "AC"), row(2, "AC", hidden), row(3, "AC", 'hidden="true"'), row(5, "A", hidden), row(6, "A")];
    const told = "Hidden rows: 2–3, 5. Hidden columns: C.";
    const text = `## One\n\n${told}\n\n| 1 | 1 |\n| --- | --- |\n| 2 | 2 |\n| 3 | 3 |\n\n5\n6`;
    expect(read(`<col min="2" max="4" ${hidden}/>`, rows.join(""))).toEqual({ text });
  });

  it("says nothing of those without cells, or that are not hidden", () => {
    const { text } = read('<col min="9" max="16384" hidden="1"/><col min="1" max="1" hidden="0"/>', row(1, "A"));
    expect(text).toBe("## One\n\n1");
    expect(read("", `${row(1, "A")}<row r="2" hidden="1"/>`).text).toBe("## One\n\n1");
  });

  it("names twenty ranges at most", () => {
    const rows = Array.from({ length: 30 }, (_, at) => row(at * 2 + 1, "A", 'hidden="1"')).join("");
    expect(read("", rows).text).toMatch(/^## One\n\nHidden rows: 1, 3, [\d, ]*, 39 and more\.\n/);
  });
});

describe("a workbook with thousands of relationships", () => {
  it("is read in time that grows with it, however many sheets it names", async () => {
    const other = '<Relationship Id="r" Type="x/worksheet" Target="y.xml"/>'.repeat(20_000);
    const list = '<sheet name="None" r:id="none"/>'.repeat(200_000);
    const workbook = office("xlsx", `<workbook xmlns:r="r"><sheets>${list}</sheets></workbook>`, {
      more: [{ name: "xl/_rels/workbook.xml.rels", content: `<Relationships>${other}</Relationships>` }],
    });
    const work = () => expect(readSheets(workbook)).toEqual({ text: "" });
    expect(await ownCpuMs(work)).toBeLessThan(5_000);
  });
});

describe("a number with a format for times", () => {
  const codes = ["[$-409]h:mm AM/PM;@", "[h]:mm", "[mm]:ss", "d/m/yyyy [h]:mm", "[Red]h:mm"];
  const own = codes.map((code, at) => `<numFmt numFmtId="${at + 170}" formatCode="${code}"/>`).join("");
  const ids = [20, 45, 46, 47, ...codes.map((_, at) => at + 170)];
  const xfs = ids.map((id) => `<xf numFmtId="${id}"/>`).join("");
  const styles = `<styleSheet><numFmts>${own}</numFmts><cellXfs>${xfs}</cellXfs></styleSheet>`;
  const shown = (id: number, value: number) =>
    sheetText(`<row><c s="${ids.indexOf(id)}"><v>${value}</v></c></row>`, { styles }).split("\n")[0];

  it.each([20, 45, 47, 170, 174])("of the day (%i) is a clock below a day, and a date with its clock above", (id) => {
    expect(shown(id, 0.75)).toBe("18:00:00");
    expect(shown(id, 45_000.5)).toBe("2023-03-15 12:00:00");
    expect(shown(id, 45_000)).toBe("2023-03-15 00:00:00");
  });

  it.each([46, 171, 172])("that has elapsed (%i) runs on past a day", (id) => {
    expect(shown(id, 0.75)).toBe("18:00:00");
    expect(shown(id, 1.5)).toBe("36:00:00");
    expect(shown(id, 0.999_999_9)).toBe("24:00:00");
  });

  it("and for dates is a date with its clock", () => {
    expect(shown(173, 45_000.5)).toBe("2023-03-15 12:00:00");
  });

  it("counts from 1904 where the workbook does, but for what is no date", () => {
    const write = readNumberFormats(new TextEncoder().encode(styles), { is1904: true });
    const written = (id: number, value: number) => write.number(ids.indexOf(id), value);
    expect(written(20, 43_538.5)).toBe("2023-03-15 12:00:00");
    expect([written(20, 0.5), written(46, 1.5)]).toEqual(["12:00:00", "36:00:00"]);
  });
});

describe("a cell whose formula has no stored result", () => {
  it.each([
    ["an empty value", "<c><f>SUM(D1:D3)</f><v/></c>", "A1: =SUM(D1:D3)"],
    ["no value, and the type of a text", '<c t="str"><f>A1&amp;"!"</f></c>', 'A1: =A1&"!"'],
    ["no value, and the type of a shared text", '<c t="s"><f>A1</f><v/></c>', "A1: =A1"],
    ["no formula of its own either, but a shared one", '<c><f t="shared" si="0"/><v/></c>', "A1: =…"],
  ])("shows it where there is %s", (_what, cell, shown) => {
    const strings = "<sst><si><t>other</t></si></sst>";
    expect(sheetText(`<row>${cell}<c><v>7</v></c></row>`, { strings })).toBe(`| ${shown} | 7 |\n| --- | --- |`);
  });

  it("shows the beginning of a long one", () => {
    const text = (length: number) => sheetText(`<row><c r="C7"><f>${"A".repeat(length)}</f></c></row>`).split(" ")[1];
    expect(text(200)).toBe(`=${"A".repeat(200)}`);
    expect(text(201)).toBe(`=${"A".repeat(200)}…`);
    expect(text(300_000)).toBe(text(201));
  });
});
