import { readDecoded } from "#workers/documents/charset/read-decoded.ts";
import type { DocumentFormat } from "#workers/documents/formats/document-format.ts";
import { declaredType } from "#workers/documents/recognition/declared.ts";
import { readPlainText } from "./read-plain-text.ts";

const textType = /^text\/[\w.+-]{1,60}$|^application\/(?:json|xml|javascript|[\w.-]{1,60}\+(?:json|xml))$/;

/**
 * Any other text: notes, source code, CSV, Markdown, JSON. Bytes don't tell these apart, so the declared type is kept.
 */
export const plainText: DocumentFormat = {
  format: "plain_text",
  title: "text",
  mediaTypes: ["text/plain"],
  extensions: ["txt"],
  isLight: true,
  recognises: ({ text }) => text !== undefined,
  read({ source }) {
    const declared = declaredType(source.mediaType);
    const reading = readDecoded(source, (text) => readPlainText(text, { findQuotes: source.findQuotes ?? false }));
    return textType.test(declared) ? { ...reading, mediaType: declared } : reading;
  },
};
