import { readHtml } from "#workers/documents/formats/html/read-html.ts";
import { readPlainText } from "#workers/documents/formats/plain-text/read-plain-text.ts";
import { type Reading, withReasons } from "#workers/documents/text/reading.ts";
import { unwrapRtf } from "./unwrap-rtf.ts";

const cut = "The document is too long or nested too deeply to be read whole; the rest is left out.";

/** The text of an RTF document, or of the HTML that it encapsulates. Throws only what `readHtml` throws. */
export function readRtf(bytes: Uint8Array, { findQuotes }: { findQuotes: boolean }): Reading {
  const { text, isHtml, isCut } = unwrapRtf(bytes);
  const read = isHtml ? readHtml : readPlainText;
  return withReasons<Reading>(read(text, { findQuotes }), [isCut ? cut : undefined]);
}
