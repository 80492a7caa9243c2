import { alike, area } from "../removal.ts";

const ooxml = "workers/documents/ooxml";
const tests = "test/unit/workers/documents";

export const sheetsAndSlides = area("sheets and slides", [
  ...alike({ file: `${ooxml}/number-formats.ts`, noticedBy: [`${tests}/ooxml/number-format`] }, [
    { defence: "limits how many number formats a document can have", find: " || formats.size > maxFormats" },
    {
      defence: "limits what a number format writes beside a number",
      find: "if (pattern !== undefined && written(pattern, 0).length > maxBesideCharacters) return plainFormat;",
    },
  ]),
  ...alike({ file: "workers/documents/formats/xlsx/sheet.ts", noticedBy: [`${tests}/formats/xlsx.test`] }, [
    {
      defence: "ends a sheet that is inflated without an end when the time is up",
      test: "a workbook that is too large to be read at once ends a sheet",
      find: "if (isTimeUp()) return;",
    },
    {
      defence: "ends a sheet that has no rows and no end",
      test: "a workbook that is too large to be read at once ends a sheet",
      find: "if (waiting.length > maxBlockBytes) break;",
    },
  ]),
  {
    defence: "tells of cells that a number format hides",
    file: "workers/documents/formats/xlsx/sheet.ts",
    find: "hasHidden ||= shown.isHidden;",
    noticedBy: [`${tests}/formats/xlsx-tables`],
  },
  ...alike({ file: `${ooxml}/drawing/attached-parts.ts`, noticedBy: [`${tests}/formats/xlsx-drawings`] }, [
    { defence: "limits how many charts of a drawing are read", find: "count > maxAttached || " },
    { defence: "keeps a text whose chart is damaged", find: "unlessRefused(() => read(id))", put: "read(id)" },
  ]),
  ...alike({ file: `${ooxml}/drawing/attached-parts.ts`, noticedBy: [`${tests}/ooxml/diagram`] }, [
    { defence: "limits the points of a diagram", find: "points.size > maxPoints || " },
    { defence: "reads each point of a diagram once", find: "left.delete(id);" },
  ]),
  {
    defence: "limits how many shapes are put in order",
    file: `${ooxml}/drawing/reading-order.ts`,
    find: "run.length > maxOrdered ? run : ordered(run)",
    put: "ordered(run)",
    noticedBy: [`${tests}/ooxml/reading-order`],
  },
  {
    defence: "leaves out shapes of a hidden group",
    file: `${ooxml}/drawing/drawing.ts`,
    find: "if (group.isHidden) {",
    put: "if (false) {",
    noticedBy: [`${tests}/formats/pptx-drawings`],
  },
]);
