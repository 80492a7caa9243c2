import { describe, expect, it } from "vitest";
import { readChart } from "#workers/documents/ooxml/chart.ts";
import { createFormattedWriter } from "#workers/documents/ooxml/number-formats.ts";
import { chart, numbers, salesChart, salesTable, series, texts, title } from "./chart-parts.ts";

const read = (xml: string) => readChart(new TextEncoder().encode(xml), createFormattedWriter());
const rowsOf = (xml: string) =>
  read(xml)
    .text.split("\n")
    .filter((line) => line.startsWith("|"));

const val = (...values: string[]) => `<c:val>${numbers(values)}</c:val>`;
const valuesOf = (xml: string) => rowsOf(xml).slice(2);

describe("a chart", () => {
  it("is its title, its axes' titles and a table of the values that were kept in it", () => {
    expect(read(salesChart).text).toBe(salesTable);
  });

  it("has its numbers as their formats say, also where a single point has another", () => {
    const values = numbers(["0.25", "0.5"], "0%").replace('idx="1"', 'idx="1" formatCode="General"');
    const days = `<c:cat>${numbers(["45292", "45293"], "m/d/yyyy")}</c:cat>`;
    const shares = series("Share", `${days}<c:val>${values}</c:val>`);
    expect(valuesOf(chart(shares))).toEqual(["| 2024-01-01 | 25% |", "| 2024-01-02 | 0.5 |"]);
  });

  it("keeps what is no number among its values", () => {
    expect(valuesOf(chart(series("a", val("#N/A", "", "1e3"))))).toEqual(["| 1 | #N/A |", "| 2 |", "| 3 | 1000 |"]);
  });

  it("has categories in levels as one text, the outer one also where only its first row has it", () => {
    const levels = `<c:lvl><c:pt idx="0"><c:v>Q1</c:v></c:pt><c:pt idx="1"><c:v>Q2</c:v></c:pt></c:lvl>`;
    const years = `<c:lvl><c:pt idx="0"><c:v>2025</c:v></c:pt></c:lvl>`;
    const cache = `<c:multiLvlStrCache>${levels}${years}</c:multiLvlStrCache>`;
    const categories = `<c:cat><c:multiLvlStrRef>${cache}</c:multiLvlStrRef></c:cat>`;
    const counts = series("a", categories + val("1", "2"));
    expect(valuesOf(chart(counts))).toEqual(["| 2025, Q1 | 1 |", "| 2025, Q2 | 2 |"]);
  });

  it("of points has a table for the series of each list of x values, and a column for the sizes of bubbles", () => {
    const at = (x: string[], y: string[], more = "") =>
      `<c:xVal>${numbers(x)}</c:xVal><c:yVal>${numbers(y)}</c:yVal>${more}`;
    const sizes = `<c:bubbleSize>${numbers(["9", "8"])}</c:bubbleSize>`;
    const axes =
      `<c:valAx><c:axPos val="b"/>${title("Metres")}</c:valAx>` +
      `<c:valAx><c:axPos val="l"/>${title("Grams")}</c:valAx>`;
    const all = [
      series("a", at(["1", "2"], ["3", "4"], sizes)),
      series("b", at(["5", "6"], ["7", "8"])),
      series("c", at(["1", "2"], ["0", "1"])),
    ];
    expect(read(chart(all.join("") + axes)).text).toBe(
      [
        "Chart\nValues: Grams\n",
        "| Metres | a | a (size) | c |\n| --- | --- | --- | --- |\n| 1 | 3 | 9 | 0 |\n| 2 | 4 | 8 | 1 |\n",
        "| Metres | b |\n| --- | --- |\n| 5 | 7 |\n| 6 | 8 |",
      ].join("\n"),
    );
  });

  it("has no labels, error bars, trend lines or filtered series among its values", () => {
    const filtered = series("filtered", val("98"));
    const others = [
      "<c:dLbls><c:dLbl><c:tx><c:rich><a:p><a:r><a:t>a label</a:t></a:r></a:p></c:rich></c:tx></c:dLbl></c:dLbls>",
      `<c:errBars><c:plus>${numbers(["99"])}</c:plus></c:errBars><c:trendline><c:name>trend</c:name></c:trendline>`,
      `<c:extLst><c15:filteredSeries>${filtered}</c15:filteredSeries></c:extLst>`,
    ].join("");
    const own = series("a", `<c:tx><c:v>Own</c:v></c:tx>${others}${val("1")}`);
    expect(rowsOf(chart(own))).toEqual(["|  | Own |", "| --- | --- |", "| 1 | 1 |"]);
  });

  it("without values and title is nothing", () => {
    expect(read(chart(series("a", "") + series("b", `<c:cat>${texts("x")}</c:cat>`))).text).toBe("");
  });

  it("says that it was not read where no values were kept in it, as by programs other than Office", () => {
    const reference = "<c:val><c:numRef><c:f>Sheet1!$A$1:$A$2</c:f></c:numRef></c:val>";
    expect(read(chart(series("a", reference)))).toMatchObject({ isCut: true });
    expect(read(chart(series("a", val("1")) + series("b", reference)))).toMatchObject({ isCut: false });
  });

  it("is cut after 1,000 rows and 50 series, wherever its points say that they stand, and says so", () => {
    const values = (count: number) => val(...Array.from({ length: count }, (_, at) => String(at)));
    expect(read(chart(series("a", values(1_000))))).toMatchObject({ isCut: false });
    expect(read(chart(series("a", values(1_001)))).isCut).toBe(true);
    expect(rowsOf(chart(series("a", values(1_001))))).toHaveLength(1_002);
    const far = values(2).replace('idx="1"', 'idx="1000000000"');
    expect(read(chart(series("a", far)))).toEqual({ isCut: true, text: "Chart\n\n|  | a |\n| --- | --- |\n| 1 | 0 |" });
    const before = values(1).replace('idx="0"', 'idx="-1"');
    expect(read(chart(series("a", before))).text).toBe("");
    expect(read(chart(series("a", values(1)).repeat(50))).isCut).toBe(false);
    const tooMany = chart(series("a", values(1)).repeat(51));
    expect(read(tooMany).isCut).toBe(true);
    expect(rowsOf(tooMany)[0]?.match(/ a /g)).toHaveLength(50);
  });
});
