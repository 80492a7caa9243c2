import type { DocumentKind } from "./document-format.ts";
import { html } from "./html/html.ts";
import { eml, msg } from "./mail-formats.ts";
import { docx, pptx, xlsx } from "./office-formats.ts";
import { pdf } from "./pdf/pdf.ts";
import { picture } from "./picture/picture.ts";
import { plainText } from "./plain-text/plain-text.ts";
import { icalendar, ipynb, rtf, svg, vcard, vtt } from "./text-formats.ts";
import {
  encryptedByLabel,
  encryptedPackage,
  filesWithoutText,
  otherArchives,
  otherCompoundFiles,
} from "./unreadable.ts";
import { zip } from "./zip/zip.ts";

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
