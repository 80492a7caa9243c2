import type { Area } from "../removal.ts";

const ooxml = "workers/documents/ooxml";
const tests = "test/unit/workers/documents";

export const sheetsAndSlides: Area = {
  name: "sheets and slides",
  removals: [
    {
      defence: "limits how many number formats a document can have",
      file: `${ooxml}/number-formats.ts`,
      find: " || formats.size > maxFormats",
      put: "",
      noticedBy: [`${tests}/ooxml/number-format`],
    },
    {
      defence: "limits what a number format writes beside a number",
      file: `${ooxml}/number-formats.ts`,
      find: "if (pattern !== undefined && written(pattern, 0).length > maxBesideCharacters) return plainFormat;",
      put: "",
      noticedBy: [`${tests}/ooxml/number-format`],
    },
    {
      defence: "ends a sheet that is inflated without an end when the time is up",
      file: "workers/documents/formats/xlsx/sheet.ts",
      find: "if (isTimeUp()) return;",
      put: "",
      noticedBy: [`${tests}/formats/xlsx.test`],
    },
    {
      defence: "ends a sheet that has no rows and no end",
      file: "workers/documents/formats/xlsx/sheet.ts",
      find: "if (waiting.length > maxBlockBytes) break;",
      put: "",
      noticedBy: [`${tests}/formats/xlsx.test`],
    },
    {
      defence: "tells of cells that a number format hides",
      file: "workers/documents/formats/xlsx/sheet.ts",
      find: "hasHidden ||= shown.isHidden;",
      put: "",
      noticedBy: [`${tests}/formats/xlsx-tables`],
    },
    {
      defence: "limits how many charts of a drawing are read",
      file: `${ooxml}/drawing/attached-parts.ts`,
      find: "count > maxAttached || ",
      put: "",
      noticedBy: [`${tests}/formats/xlsx-drawings`],
    },
    {
      defence: "keeps a text whose chart is damaged",
      file: `${ooxml}/drawing/attached-parts.ts`,
      find: "unlessRefused(() => read(id))",
      put: "read(id)",
      noticedBy: [`${tests}/formats/xlsx-drawings`],
    },
    {
      defence: "limits the points of a diagram",
      file: `${ooxml}/drawing/attached-parts.ts`,
      find: "points.size > maxPoints || ",
      put: "",
      noticedBy: [`${tests}/ooxml/diagram`],
    },
    {
      defence: "reads each point of a diagram once",
      file: `${ooxml}/drawing/attached-parts.ts`,
      find: "left.delete(id);",
      put: "",
      noticedBy: [`${tests}/ooxml/diagram`],
    },
    {
      defence: "limits how many shapes are put in order",
      file: `${ooxml}/drawing/reading-order.ts`,
      find: "run.length > maxOrdered ? run : ordered(run)",
      put: "ordered(run)",
      noticedBy: [`${tests}/ooxml/reading-order`],
    },
    {
      defence: "leaves out shapes of a hidden group",
      file: `${ooxml}/drawing/drawing-parts.ts`,
      find: "if (group.isHidden) {",
      put: "if (false) {",
      noticedBy: [`${tests}/formats/pptx-drawings`],
    },
  ],
};
