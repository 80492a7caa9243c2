import { readHtml } from "#workers/documents/formats/html/read-html.ts";
import { readPlainText } from "#workers/documents/formats/plain-text/read-plain-text.ts";
import { withGaps } from "#workers/documents/gaps.ts";
import type { Reading } from "#workers/documents/text/reading.ts";
import { unwrapRtf } from "./unwrap-rtf.ts";

/** The text of an RTF document, or of the HTML that it encapsulates. Throws only what `readHtml` throws. */
export function readRtf(bytes: Uint8Array, { findQuotes }: { findQuotes: boolean }): Reading {
  const { text, isHtml, isCut, hasHidden } = unwrapRtf(bytes);
  const read = isHtml ? readHtml : readPlainText;
  return withGaps<Reading>(read(text, { findQuotes }), [
    isCut ? { kind: "longOrDeep" } : undefined,
    hasHidden ? { kind: "hiddenText" } : undefined,
  ]);
}
