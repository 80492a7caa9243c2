import { declaredType, type Sample } from "#workers/documents/sample.ts";
import { msg, pdf, picture, zip } from "./binary-formats.ts";
import { type DocumentKind, readableOf } from "./document-format.ts";
import { docx, pptx, xlsx } from "./office-formats.ts";
import { eml, html, icalendar, ipynb, plainText, rtf, svg, vcard, vtt } from "./text-formats.ts";
import {
  encryptedByLabel,
  encryptedPackage,
  filesWithoutText,
  otherArchives,
  otherCompoundFiles,
  unknownFile,
} from "./unreadable.ts";

/**
 * All kinds of documents in the order of recognition: the first that recognises a document decides. Those with a
 * signature or in a container come first, then those that are told by how their text begins. Importing this list loads
 * no parser.
 */
export const documentKinds: readonly DocumentKind[] = [
  rtf,
  docx,
  xlsx,
  pptx,
  ...otherArchives,
  zip,
  encryptedByLabel,
  encryptedPackage,
  msg,
  ...otherCompoundFiles,
  picture,
  ...filesWithoutText,
  pdf,
  svg,
  html,
  vtt,
  icalendar,
  vcard,
  ipynb,
  eml,
  plainText,
];

/**
 * The kind of a document: the first in the list that recognises it. The declared type of a body is right: it is HTML,
 * or otherwise plain text.
 */
export function recogniseKind(sample: Sample, kinds: readonly DocumentKind[]): DocumentKind {
  const { isBody = false, mediaType } = sample.source;
  if (!isBody) return kinds.find((kind) => kind.recognises(sample)) ?? unknownFile;
  const wanted = declaredType(mediaType) === "text/html" ? "text/html" : "text/plain";
  return readableOf(kinds).find(({ mediaTypes }) => mediaTypes.includes(wanted)) ?? unknownFile;
}
