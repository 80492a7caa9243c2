import { readXlsxAtOnce } from "#workers/documents/formats/xlsx/read-xlsx.ts";
import type { OfficePackage } from "#workers/documents/ooxml/ooxml-package.ts";
import type { Reading } from "#workers/text/reading.ts";

/** A workbook, read at once. */
export const readXlsx = (workbook: OfficePackage): Reading => readXlsxAtOnce(workbook).reading;
