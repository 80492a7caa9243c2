import { describe, expect, it } from "vitest";
import { partOf, rels } from "../hostile/office-files.ts";
import { salesChart, salesTable } from "../ooxml/chart-parts.ts";
import { field, fieldCode, paragraph, readBody as read, run, table } from "./docx-sample.ts";

describe("a chart in a Word document", () => {
  const told = "Some charts or diagrams, or some of their values, were not read.";
  const drawing = (id: string) =>
    `<w:r><w:drawing><a:graphic><a:graphicData><c:chart r:id="${id}"/></a:graphicData></a:graphic></w:drawing></w:r>`;
  const parts = [
    rels("word/document.xml", [
      { id: "c1", type: "chart", target: "charts/chart1.xml" },
      { id: "c2", type: "chart", target: "charts/chart2.xml" },
    ]),
    { name: "word/charts/chart1.xml", content: salesChart },
  ];

  it("is a table where it stands, and its caption keeps the number that Word counted", () => {
    const caption =
      `<w:p>${run("Figure ")}<w:fldSimple w:instr=" SEQ Figure ">${run("3")}</w:fldSimple>${run(": Sales")}</w:p>` +
      paragraph(run("Table ") + field(fieldCode(" SEQ Table "), run("7")));
    const body = `${paragraph(run("before"))}<w:p>${drawing("c1")}</w:p>${caption}`;
    expect(read(body, parts)).toEqual({ text: `before\n\n${salesTable}\n\nFigure 3: Sales\n\nTable 7` });
  });

  it("is text in a cell of a table", () => {
    const head = [paragraph(run("a")), paragraph(run("b"))];
    const body = table(head, [paragraph(run("c")), paragraph(drawing("c1"))]);
    expect(read(body, parts).text.split("\n").at(-1)).toBe(
      "| c | Chart: Sales; Values: EUR million; Quarter, North, South; Q1, 10.5, 7; Q2, 20 |",
    );
  });

  it("is left out where it is hidden, and where its part is missing", () => {
    const hidden = drawing("c1").replace("<w:r>", "<w:r><w:rPr><w:vanish/></w:rPr>");
    expect(read(`<w:p>${hidden}</w:p><w:p>${drawing("c2")}${drawing("c3")}</w:p>`, parts)).toEqual({ text: "" });
  });

  it("is told of where it is of the kinds that Office has had since 2016", () => {
    const content = '<cx:chartSpace xmlns:cx="cx"/>';
    const body =
      `<w:p><mc:AlternateContent><mc:Choice Requires="cx1">${drawing("chartEx")}</mc:Choice>` +
      `<mc:Fallback>${run("a picture")}</mc:Fallback></mc:AlternateContent></w:p>`;
    expect(read(body, partOf("chartEx", content)).incomplete).toBe(told);
  });

  it("that is damaged doesn't lose the text around it", () => {
    const damaged = { name: "word/charts/chart1.xml", content: "<c:chartSpace><c:chart>" };
    const body = `<w:p>${run("before")}${drawing("c1")}</w:p>${paragraph(run("after"))}`;
    expect(read(body, [...parts.slice(0, 1), damaged])).toEqual({ text: "before\n\nafter", incomplete: told });
  });
});

describe("a diagram in a Word document", () => {
  const point = '<dgm:pt modelId="1"><dgm:t><a:p><a:r><a:t>Board</a:t></a:r></a:p></dgm:t></dgm:pt>';
  const content = `<dgm:dataModel xmlns:dgm="d" xmlns:a="a"><dgm:ptLst>${point}</dgm:ptLst></dgm:dataModel>`;

  it("is a list of its points where it stands", () => {
    const drawing = '<w:r><w:drawing><dgm:relIds r:dm="diagramData" r:lo="x"/></w:drawing></w:r>';
    const body = `${paragraph(run("before"))}<w:p>${drawing}</w:p>`;
    expect(read(body, partOf("diagramData", content)).text).toBe("before\n\n- Board");
  });
});
