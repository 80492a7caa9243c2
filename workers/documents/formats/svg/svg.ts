import { readDecoded } from "#workers/documents/charset/read-decoded.ts";
import type { DocumentFormat } from "#workers/documents/formats/document-format.ts";
import { afterPreamble, roughText } from "#workers/documents/recognition/text-head.ts";

const firstElement = /^<(?:!doctype\s+svg|svg|svg:svg)[\s/>]/i;

/** Drawings (SVG 2): text that begins with their element. */
export const svg: DocumentFormat = {
  format: "svg",
  title: "SVG drawings",
  mediaTypes: ["image/svg+xml"],
  extensions: ["svg"],
  recognises: ({ head, text }) => text !== undefined && firstElement.test(afterPreamble(roughText(head))),
  async read({ source }) {
    const { readSvg } = await import("./read-svg.ts");
    return readDecoded(source, readSvg);
  },
};
