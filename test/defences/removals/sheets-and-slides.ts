import { area, without } from "../removal.ts";

const ooxml = "workers/documents/ooxml";
const tests = "test/unit/workers/documents";

export const sheetsAndSlides = area("sheets and slides", [
  without(`${ooxml}/number-formats.ts`, [`${tests}/ooxml/number-format`], {
    "limits how many number formats a document can have": " || formats.size > maxFormats",
    "limits what a number format writes beside a number":
      "if (pattern !== undefined && written(pattern, 0).length > maxBesideCharacters) return plainFormat;",
  }),
  without("workers/documents/formats/xlsx/sheet.ts", [`${tests}/formats/xlsx.test`], {
    "ends a sheet that is inflated without an end when the time is up": [
      "if (isTimeUp()) return;",
      "",
      "a workbook that is too large to be read at once ends a sheet",
    ],
    "ends a sheet that has no rows and no end": [
      "if (waiting.length > maxBlockBytes) break;",
      "",
      "a workbook that is too large to be read at once ends a sheet",
    ],
  }),
  without("workers/documents/formats/xlsx/sheet.ts", [`${tests}/formats/xlsx-tables`], {
    "tells of cells that a number format hides": "hasHidden ||= shown.isHidden;",
  }),
  without(`${ooxml}/drawing/attached-parts.ts`, [`${tests}/formats/xlsx-drawings`], {
    "limits how many charts of a drawing are read": "count > maxAttached || ",
    "keeps a text whose chart is damaged": "unlessRefused(() => read(id)) → read(id)",
  }),
  without(`${ooxml}/drawing/attached-parts.ts`, [`${tests}/ooxml/diagram`], {
    "limits the points of a diagram": "points.size > maxPoints || ",
    "reads each point of a diagram once": "left.delete(id);",
  }),
  without(`${ooxml}/drawing/reading-order.ts`, [`${tests}/ooxml/reading-order`], {
    "limits how many shapes are put in order": "run.length > maxOrdered ? run : ordered(run) → ordered(run)",
  }),
  without(`${ooxml}/drawing/drawing.ts`, [`${tests}/formats/pptx-drawings`], {
    "leaves out shapes of a hidden group": "if (group.isHidden) { → if (false) {",
  }),
]);
