import { type DocumentKind, readableOf } from "#workers/documents/formats/document-format.ts";
import { unknownFile } from "#workers/documents/formats/unreadable.ts";
import { declaredType, type Sample } from "./sample.ts";

/**
 * The kind of a document: the first in the list that recognises it. The declared type of a body is right: it is HTML,
 * or otherwise plain text.
 */
export function recognise(sample: Sample, kinds: readonly DocumentKind[]): DocumentKind {
  const { isBody = false, mediaType } = sample.source;
  if (!isBody) return kinds.find((kind) => kind.recognises(sample)) ?? unknownFile;
  const wanted = declaredType(mediaType) === "text/html" ? "text/html" : "text/plain";
  return readableOf(kinds).find(({ mediaTypes }) => mediaTypes.includes(wanted)) ?? unknownFile;
}
