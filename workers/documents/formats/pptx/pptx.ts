import { defineOfficeFormat } from "#workers/documents/ooxml/office-format.ts";

/** PowerPoint presentations (ECMA-376 part 1, 19). */
export const pptx = defineOfficeFormat({
  format: "pptx",
  title: "PowerPoint",
  mediaTypes: ["application/vnd.openxmlformats-officedocument.presentationml.presentation"],
  extensions: ["pptx"],
  mainPartType:
    /presentationml\.(?:presentation|template|slideshow)|ms-powerpoint\.(?:presentation|template|slideshow)/i,
  read: async (office, source) => (await import("./read-pptx.ts")).readPptx(office, source),
  picturesOf: async (office) =>
    (await import("#workers/documents/ooxml/pictures/office-pictures.ts")).picturesOnPages(office),
});
