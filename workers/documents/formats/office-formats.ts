import type { OfficePictures } from "#workers/documents/ooxml/office-pictures.ts";
import type { OfficePackage } from "#workers/documents/ooxml/ooxml-package.ts";
import { DocumentRefusal } from "#workers/documents/refusals.ts";
import type { TextSource } from "#workers/documents/text-source.ts";
import { cleanDocumentText, type Reading } from "#workers/text/reading.ts";
import type { DocumentFormat } from "./document-format.ts";

interface OfficeFormat extends Omit<DocumentFormat, "recognises" | "read"> {
  /** Content types of its main part, including those of templates and of documents with macros. */
  mainPartType: RegExp;
  /** Reads its text, which has the pictures by their numbers. */
  read(office: OfficePackage, source: TextSource): Promise<Reading>;
  /** The same pictures. Absent where they stand on slides or sheets. */
  picturesOf?(office: OfficePackage): Promise<OfficePictures>;
}

const onPages = async (office: OfficePackage) =>
  (await import("#workers/documents/ooxml/office-pictures.ts")).picturesOnPages(office);

/** A format whose documents are Office packages, told by the content type of the main part. */
function defineOfficeFormat({ mainPartType, read, picturesOf = onPages, ...format }: OfficeFormat): DocumentFormat {
  return {
    ...format,
    recognises: ({ office }) => office !== undefined && mainPartType.test(office.mainPartType),
    async read({ office, source }) {
      if (!office) throw new DocumentRefusal("damaged");
      if (source.picture !== undefined) {
        return await readOfficePicture(office, await picturesOf(office), source.picture);
      }
      const { toldOfUnreadParts } = await import("#workers/documents/ooxml/unread-parts.ts");
      return toldOfUnreadParts(await read(office, source), office);
    },
  };
}

/** One of a document's pictures, by its number, and a line that says where it stands. */
async function readOfficePicture(
  office: OfficePackage,
  { pictures, isAll }: OfficePictures,
  number: number,
): Promise<Reading> {
  const picture = pictures[number - 1];
  const bytes = picture && office.read(picture.part);
  if (picture === undefined || bytes === undefined) throw new DocumentRefusal("noSuchPicture");
  const { readPicture } = await import("#workers/documents/pictures/show-picture.ts");
  const { text, ...reading } = await readPicture(bytes);
  const { place } = picture;
  const where = `${place.in === "paragraph" ? "in" : "on"} ${place.in} ${place.number}`;
  const line = `Picture ${number} of ${isAll ? "" : "at least "}${pictures.length}, ${where}:`;
  return { ...reading, text: cleanDocumentText(`${line}\n\n${text}`) };
}

/** Word documents (ECMA-376 part 1, 17). */
export const docx = defineOfficeFormat({
  format: "docx",
  title: "Word",
  mediaTypes: ["application/vnd.openxmlformats-officedocument.wordprocessingml.document"],
  extensions: ["docx"],
  mainPartType: /wordprocessingml\.(?:document|template)|ms-word\.(?:document|template)/i,
  read: async (office) => (await import("./docx/read-docx.ts")).readDocx(office).reading,
  picturesOf: async (office) => (await import("./docx/read-docx.ts")).readDocx(office).pictures,
});

/** PowerPoint presentations (ECMA-376 part 1, 19). */
export const pptx = defineOfficeFormat({
  format: "pptx",
  title: "PowerPoint",
  mediaTypes: ["application/vnd.openxmlformats-officedocument.presentationml.presentation"],
  extensions: ["pptx"],
  mainPartType:
    /presentationml\.(?:presentation|template|slideshow)|ms-powerpoint\.(?:presentation|template|slideshow)/i,
  read: async (office, source) => (await import("./pptx/read-pptx.ts")).readPptx(office, source),
});

/** Excel workbooks (ECMA-376 part 1, 18). */
export const xlsx = defineOfficeFormat({
  format: "xlsx",
  title: "Excel",
  mediaTypes: ["application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"],
  extensions: ["xlsx"],
  mainPartType: /spreadsheetml\.(?:sheet|template)\.main|ms-excel\.(?:sheet|template|addin)\.macroenabled/i,
  read: async (office, source) => await (await import("./xlsx/read-xlsx.ts")).readXlsxInPages(office, source),
});
