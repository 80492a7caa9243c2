import { openZip } from "#workers/documents/archive/zip-archive.ts";
import { readDocx } from "#workers/documents/formats/docx/read-docx.ts";
import { readPptx } from "#workers/documents/formats/pptx/read-pptx.ts";
import { readXlsxAtOnce } from "#workers/documents/formats/xlsx/read-xlsx.ts";
import { type OfficePackage, openOfficePackage } from "#workers/documents/ooxml/ooxml-package.ts";
import { xlsx } from "../hostile/office-files.ts";
import { inWords } from "./in-words.ts";

/** An Office document, opened. */
export function officePackage(bytes: Uint8Array): OfficePackage {
  const office = openOfficePackage(openZip(bytes));
  if (office === undefined) throw new Error("The archive is no Office package");
  return office;
}

export const readWord = (bytes: Uint8Array) => inWords(readDocx(officePackage(bytes)).reading);

export const readSlides = (bytes: Uint8Array, window: Parameters<typeof readPptx>[1] = {}) =>
  inWords(readPptx(officePackage(bytes), window));

export const readSheets = (bytes: Uint8Array) => inWords(readXlsxAtOnce(officePackage(bytes)).reading);

/** The text of a sheet below its name, of rows as `xlsx` takes them. */
export const sheetText = (...sheet: Parameters<typeof xlsx>) =>
  readSheets(xlsx(...sheet)).text.replace("## One\n\n", "");
