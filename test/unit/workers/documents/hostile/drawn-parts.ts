import { ending, type HostileDocument, numbered } from "./hostile-document.ts";
import { pptx, rels, shape, xlsx } from "./office-files.ts";
import type { ZipPart } from "./zip-writer.ts";

const drawn = (content: string, more: readonly ZipPart[] = []) => [
  rels("xl/worksheets/sheet1.xml", [{ id: "d", type: "drawing", target: "../drawings/drawing1.xml" }]),
  { name: "xl/drawings/drawing1.xml", content: `<wsDr>${content}</wsDr>` },
  ...more,
];
const attached = (part: string, type: string, content: string): ZipPart[] => [
  rels(part, [{ id: "x", type, target: "/attached.xml" }]),
  { name: "attached.xml", content },
];
const chartOf = (points: number) =>
  `<chart><ser><val>${numbered(points, (at) => `<pt idx="${at}"><v>${at}</v></pt>`)}</val></ser></chart>`;
const boxed = (at: number) =>
  `<p:sp><p:spPr><a:xfrm><a:off x="${at}" y="${-at}"/><a:ext cx="9" cy="9"/></a:xfrm></p:spPr>` +
  `<p:txBody><a:p><a:r><a:t>${at}</a:t></a:r></a:p></p:txBody></p:sp>`;

/** Formats, charts and drawings of sheets and slides that are made to take for ever. */
export const hostileDrawings: Readonly<Record<string, HostileDocument>> = {
  ...ending("text", {
    "600,000 numbers in number formats that are as long as they may be": () => {
      const code = (at: number) => `${"? ".repeat(120)}${at}`;
      const formats = numbered(5_000, (at) => `<numFmt numFmtId="${at + 200}" formatCode="${code(at)}"/>`);
      const styles = numbered(5_000, (at) => `<xf numFmtId="${at + 200}"/>`);
      return xlsx(
        numbered(600_000, (at) => `<row><c s="${at % 5_000}"><v>${at}</v></c></row>`),
        { styles: `<styleSheet><numFmts>${formats}</numFmts><cellXfs>${styles}</cellXfs></styleSheet>` },
      );
    },
    "a million numbers in a format that shows nothing": () =>
      xlsx('<row><c s="0"><v>7</v></c></row>'.repeat(1_000_000), {
        styles:
          '<styleSheet><numFmts><numFmt numFmtId="200" formatCode=";;;"/></numFmts>' +
          '<cellXfs><xf numFmtId="200"/></cellXfs></styleSheet>',
      }),
    "300,000 rows, each after a blank one": () =>
      xlsx(numbered(300_000, (at) => `<row r="${at * 2 + 1}"><c><v>1</v></c><c><v>${at}</v></c></row>`)),
    "a sheet with 10,000 times the same chart of 400,000 points": () =>
      xlsx("<row><c><v>1</v></c></row>", {
        more: drawn(
          '<graphicFrame><chart id="x"/></graphicFrame>'.repeat(10_000),
          attached("xl/drawings/drawing1.xml", "chart", chartOf(400_000)),
        ),
      }),
    "a diagram of points that all belong to each other": () => {
      const points = numbered(2_000, (at) => `<pt modelId="${at}"><t><p><r><t>${at}</t></r></p></t></pt>`);
      const links = numbered(300_000, (at) => `<cxn srcId="${at % 2_000}" destId="${(at * 7) % 2_000}"/>`);
      return pptx(['<p:graphicFrame><dgm:relIds r:dm="x"/></p:graphicFrame>'], {
        more: attached(
          "ppt/slides/slide0.xml",
          "diagramData",
          `<dataModel><ptLst>${points}</ptLst><cxnLst>${links}</cxnLst></dataModel>`,
        ),
      });
    },
    "100 groups of 200 shapes on a diagonal": () => pptx([`<p:grpSp>${numbered(200, boxed)}</p:grpSp>`.repeat(100)]),
    "groups nested 900 deep, each beside a shape": () =>
      pptx([`${`<p:grpSp>${shape("x")}`.repeat(900)}${"</p:grpSp>".repeat(900)}`]),
  }),
  ...ending(undefined, {
    "150,000 shapes in places of their own": () => pptx([numbered(150_000, boxed)]),
  }),
};
