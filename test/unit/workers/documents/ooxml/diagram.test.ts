import { describe, expect, it } from "vitest";
import { readDiagram } from "#workers/documents/ooxml/drawing/attached-parts.ts";

const point = (id: string, text: string, type = "node") =>
  `<dgm:pt modelId="${id}" type="${type}"><dgm:t><a:bodyPr/><a:p><a:r><a:t>${text}</a:t></a:r></a:p></dgm:t></dgm:pt>`;
const connection = (from: string, to: string, place: number, type = "parOf") =>
  `<dgm:cxn modelId="${from}-${to}" type="${type}" srcId="${from}" destId="${to}" srcOrd="${place}"/>`;
const diagram = (points: string, connections: string) =>
  readDiagram(
    new TextEncoder().encode(
      `<dgm:dataModel><dgm:ptLst>${points}</dgm:ptLst><dgm:cxnLst>${connections}</dgm:cxnLst></dgm:dataModel>`,
    ),
  );

describe("a diagram", () => {
  it("is a list with what belongs to a point below it, in the order that people see", () => {
    const points = [point("cto", "CTO"), point("0", "", "doc"), point("ceo", "CEO"), point("cfo", "CFO")].join("");
    const connections = connection("0", "ceo", 0) + connection("ceo", "cto", 1) + connection("ceo", "cfo", 0);
    expect(diagram(points, connections)).toEqual({ text: "- CEO\n  - CFO\n  - CTO", isCut: false });
  });

  it("has the points that don't say what they are, as Office writes them, and nothing around them", () => {
    const plain = '<dgm:pt modelId="a"><dgm:t><a:p><a:r><a:t>Plan</a:t></a:r></a:p></dgm:t></dgm:pt>\n  ';
    expect(diagram(point("0", "", "doc") + plain, connection("0", "a", 0)).text).toBe("- Plan");
  });

  it("has each point once, without those that only place it, and texts of arrows at its end", () => {
    const points = [point("0", "", "doc"), point("a", "A"), point("p", "A", "pres"), point("s", "then", "sibTrans")];
    const connections = connection("0", "a", 0) + connection("a", "p", 0, "presOf");
    expect(diagram(points.join(""), connections).text).toBe("- A\n- then");
  });

  it("has every point also where they belong to each other in a ring, or to points that aren't there", () => {
    const ring = connection("a", "b", 0) + connection("b", "a", 0) + connection("x", "a", 0) + connection("b", "y", 0);
    expect(diagram(point("a", "A") + point("b", "B"), ring).text).toBe("- A\n  - B");
  });

  it("keeps the paragraphs of a point apart, in one line", () => {
    const text = "one</a:t></a:r></a:p><a:p><a:r><a:t>two";
    expect(diagram(point("a", text), "").text).toBe("- one two");
  });

  it("is read up to 5,000 points and ten levels, and all deeper ones on one level", () => {
    const chain = Array.from({ length: 900 }, (_, at) => point(String(at), `p${at}`)).join("");
    const links = Array.from({ length: 899 }, (_, at) => connection(String(at), String(at + 1), 0)).join("");
    const { text, isCut } = diagram(chain, links);
    expect(isCut).toBe(false);
    expect(text.match(/p\d+/g)).toHaveLength(900);
    expect(text).not.toMatch(/^ {22}/m);
    const many = Array.from({ length: 20_000 }, (_, at) => point(String(at), `p${at}`)).join("");
    expect(diagram(many, "").isCut).toBe(true);
  });
});
