import type { DocumentFormat } from "#workers/documents/formats/document-format.ts";
import { hasSignature } from "#workers/documents/recognition/signature.ts";

/** Rich Text Format (RTF 1.9.1). */
export const rtf: DocumentFormat = {
  format: "rtf",
  title: "RTF",
  mediaTypes: ["application/rtf"],
  extensions: ["rtf"],
  recognises: ({ head }) => hasSignature(head, "{\\rtf"),
  async read({ source: { bytes, findQuotes = false } }) {
    const { readRtf } = await import("./read-rtf.ts");
    return readRtf(bytes, { findQuotes });
  },
};
