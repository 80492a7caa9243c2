import { defineOfficeFormat } from "#workers/documents/ooxml/office-format.ts";

/** Word documents (ECMA-376 part 1, 17). */
export const docx = defineOfficeFormat({
  format: "docx",
  title: "Word",
  mediaTypes: ["application/vnd.openxmlformats-officedocument.wordprocessingml.document"],
  extensions: ["docx"],
  mainPartType: /wordprocessingml\.(?:document|template)|ms-word\.(?:document|template)/i,
  read: async (office) => (await import("./read-docx.ts")).readDocx(office),
  picturesOf: async (office) => (await import("./read-docx.ts")).picturesOfDocx(office),
});
