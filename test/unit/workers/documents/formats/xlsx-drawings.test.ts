import { describe, expect, it } from "vitest";
import { office, rels, xlsx } from "../hostile/office-files.ts";
import type { ZipPart } from "../hostile/zip-writer.ts";
import { chart, numbers, salesChart, salesTable, series, texts } from "../ooxml/chart-parts.ts";
import { readSheets } from "./office-package.ts";

const anchor = (content: string) => `<xdr:twoCellAnchor>${content}<xdr:clientData/></xdr:twoCellAnchor>`;
const textBox = (text: string) =>
  anchor(
    '<xdr:sp><xdr:nvSpPr><xdr:cNvPr id="2" name="Box"/></xdr:nvSpPr>' +
      `<xdr:txBody><a:p><a:r><a:t>${text}</a:t></a:r></a:p></xdr:txBody></xdr:sp>`,
  );
const chartFrame = (id: string) => anchor(`<xdr:graphicFrame><c:chart r:id="${id}"/></xdr:graphicFrame>`);
const noChart = "<chartSpace><chart><ser></chart>";

/** What a workbook with one cell and a drawing needs beside them. */
const drawn = (drawing: string, charts: Readonly<Record<string, string>> = {}): ZipPart[] => [
  rels("xl/worksheets/sheet1.xml", [{ id: "d", type: "drawing", target: "../drawings/drawing1.xml" }]),
  { name: "xl/drawings/drawing1.xml", content: `<xdr:wsDr>${drawing}</xdr:wsDr>` },
  rels(
    "xl/drawings/drawing1.xml",
    Object.keys(charts).map((id) => ({ id, type: "chart", target: `../charts/${id}.xml` })),
  ),
  ...Object.entries(charts).map(([id, content]) => ({ name: `xl/charts/${id}.xml`, content })),
];

const read = (more: readonly ZipPart[]) => readSheets(xlsx("<row><c><v>7</v></c></row>", { more }));
const leftOut = "Some charts or diagrams, or some of their values, were not read.";

describe("a sheet with a drawing", () => {
  it("gives its text boxes, and its charts as tables", () => {
    const more = drawn(textBox("Sales are up") + chartFrame("c1"), { c1: salesChart });
    expect(read(more)).toEqual({ text: `## One\n\n7\n\nSales are up\n\n${salesTable}` });
  });

  it("writes the values of a chart as their format says", () => {
    const data = `<c:cat>${texts("Tea")}</c:cat><c:val>${numbers(["1234.5"], "#,##0.00\\ &quot;€&quot;")}</c:val>`;
    const priced = chart(`<c:barChart>${series("Price", data)}</c:barChart>`);
    expect(read(drawn(chartFrame("c1"), { c1: priced })).text).toContain("| Tea | 1234.5 € |");
  });

  it("gives 40 lines of a long chart, whose values stand in the cells", () => {
    const values = Array.from({ length: 100 }, (_, at) => String(at));
    const long = chart(`<c:lineChart>${series("Days", `<c:val>${numbers(values)}</c:val>`)}</c:lineChart>`);
    const { text, incomplete } = read(drawn(chartFrame("c1"), { c1: long }));
    expect(text).toMatch(/\| 36 \| 35 \|\n\n\(64 more lines of the chart, as in the cells\)$/);
    expect(incomplete).toBeUndefined();
  });

  it("keeps its cells where the drawing or a chart is damaged, and says that not all was read", () => {
    expect(read(drawn("<xdr:sp></broken>"))).toEqual({ text: "## One\n\n7", incomplete: leftOut });
    const more = drawn(textBox("still here") + chartFrame("c1"), { c1: noChart });
    expect(read(more)).toEqual({ text: "## One\n\n7\n\nstill here", incomplete: leftOut });
  });

  it("reads at most 50 charts", () => {
    const more = (count: number) => drawn(chartFrame("c1").repeat(count), { c1: salesChart });
    expect(read(more(50))).not.toHaveProperty("incomplete");
    const { text, incomplete } = read(more(51));
    expect(text.match(/Chart: Sales/g)).toHaveLength(50);
    expect(incomplete).toBe(leftOut);
  });
});

describe("a sheet that is nothing but a chart", () => {
  it("is read as that chart", () => {
    const main = '<workbook xmlns:r="r"><sheets><sheet name="Chart1" r:id="r1"/></sheets></workbook>';
    const more = [
      rels("xl/workbook.xml", [{ id: "r1", type: "chartsheet", target: "chartsheets/sheet1.xml" }]),
      { name: "xl/chartsheets/sheet1.xml", content: '<chartsheet><drawing r:id="d"/></chartsheet>' },
      ...drawn(chartFrame("c1"), { c1: salesChart }).map((part) => ({
        ...part,
        name: part.name.replace("worksheets", "chartsheets"),
      })),
    ];
    expect(readSheets(office("xlsx", main, { more })).text).toBe(`## Chart1\n\n${salesTable}`);
  });
});
