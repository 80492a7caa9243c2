import { defineOfficeFormat } from "#workers/documents/ooxml/office-format.ts";

/** Excel workbooks (ECMA-376 part 1, 18). */
export const xlsx = defineOfficeFormat({
  format: "xlsx",
  title: "Excel",
  mediaTypes: ["application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"],
  extensions: ["xlsx"],
  mainPartType: /spreadsheetml\.(?:sheet|template)\.main|ms-excel\.(?:sheet|template|addin)\.macroenabled/i,
  read: async (office, source) => (await import("./read-xlsx.ts")).readXlsx(office, source),
  picturesOf: async (office) =>
    (await import("#workers/documents/ooxml/pictures/office-pictures.ts")).picturesOnPages(office),
});
