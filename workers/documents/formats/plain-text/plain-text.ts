import { readDecoded } from "#workers/documents/charset/decode-text.ts";
import type { DocumentFormat } from "#workers/documents/formats/document-format.ts";
import { findQuotedHistory } from "#workers/documents/mail/quoted-history.ts";
import { declaredType } from "#workers/documents/recognition/sample.ts";
import { cleanText, withoutAutoFetch } from "#workers/text/clean-text.ts";

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

/** Plain text, source code, CSV, Markdown or JSON: cleaned, with its layout unchanged. */
export function readPlainText(
  text: string,
  { findQuotes }: { findQuotes: boolean },
): { text: string; quotesFrom?: number } {
  const clean = withoutAutoFetch(cleanText(text)).trimEnd();
  const quotesFrom = findQuotes ? findQuotedHistory(clean) : undefined;
  return quotesFrom === undefined ? { text: clean } : { text: clean, quotesFrom };
}
