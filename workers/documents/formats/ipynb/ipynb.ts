import type { DocumentFormat } from "#workers/documents/formats/document-format.ts";
import { plainText } from "#workers/documents/formats/plain-text/plain-text.ts";
import { declaredType, extensionOf } from "#workers/documents/recognition/sample.ts";

const mediaType = "application/x-ipynb+json";
/** A key that a notebook has near its beginning or, as all keys of JSON, anywhere else. */
const notebookKey = /"(?:cell_type|nbformat)":|"(?:cell_type|nbformat)" :/;

/** Jupyter notebooks (https://nbformat.readthedocs.io): JSON objects that look like one, or are said to be one. */
export const ipynb: DocumentFormat = {
  format: "ipynb",
  title: "Jupyter notebooks",
  mediaTypes: [mediaType],
  extensions: ["ipynb"],
  recognises({ source, text = "" }) {
    if (!/^\ufeff?\s*\{/.test(text)) return false;
    const isDeclared = declaredType(source.mediaType) === mediaType || extensionOf(source.name ?? "") === "ipynb";
    return isDeclared || notebookKey.test(text);
  },
  async read(sample) {
    const { readIpynb } = await import("./read-ipynb.ts");
    return readIpynb(sample.source.bytes) ?? { mediaType: "text/plain", ...(await plainText.read(sample)) };
  },
};
