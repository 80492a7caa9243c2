import { readDecoded } from "#workers/documents/charset/decode-text.ts";
import type { DocumentFormat } from "#workers/documents/formats/document-format.ts";
import { declaredType } from "#workers/documents/recognition/sample.ts";
import { afterPreamble, roughText } from "#workers/documents/recognition/text-head.ts";

const mediaTypes = ["text/html", "application/xhtml+xml"] as const;
const firstElement = /^<(?:!doctype\s+html|html|head|body|meta|title|style|table|div|p|span|h[1-6])[\s/>]/i;

/** HTML: text that begins with an HTML element, or that is declared to be HTML. */
export const html: DocumentFormat = {
  format: "html",
  title: "HTML",
  mediaTypes,
  extensions: ["html", "htm"],
  recognises({ source, head, text }) {
    if (text === undefined) return false;
    const declared = declaredType(source.mediaType);
    return mediaTypes.some((type) => type === declared) || firstElement.test(afterPreamble(roughText(head)));
  },
  async read({ source }) {
    const { readHtml } = await import("./read-html.ts");
    return readDecoded(source, (markup) => readHtml(markup, { findQuotes: source.findQuotes ?? false, isFile: true }));
  },
};
