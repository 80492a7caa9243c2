import type { Structures } from "./structure.ts";
import { docxStructure } from "./structure-docx.ts";
import { htmlStructure } from "./structure-html.ts";
import { mailStructure } from "./structure-mail.ts";
import { pdfStructure } from "./structure-pdf.ts";
import { pptxStructure } from "./structure-pptx.ts";
import { xlsxStructure } from "./structure-xlsx.ts";

/** All that is known of the structure of documents, one file per format. */
export const structures: Structures = {
  ...docxStructure,
  ...htmlStructure,
  ...mailStructure,
  ...pdfStructure,
  ...pptxStructure,
  ...xlsxStructure,
};
