import type { DocumentKind } from "./document-format.ts";
import { docx } from "./docx/docx.ts";
import { eml } from "./eml/eml.ts";
import { html } from "./html/html.ts";
import { icalendar } from "./icalendar/icalendar.ts";
import { ipynb } from "./ipynb/ipynb.ts";
import { msg } from "./msg/msg.ts";
import { pdf } from "./pdf/pdf.ts";
import { picture } from "./picture/picture.ts";
import { plainText } from "./plain-text/plain-text.ts";
import { pptx } from "./pptx/pptx.ts";
import { rtf } from "./rtf/rtf.ts";
import { svg } from "./svg/svg.ts";
import { encryptedPackage, filesWithoutText, otherArchives, otherCompoundFiles } from "./unreadable.ts";
import { vcard } from "./vcard/vcard.ts";
import { vtt } from "./vtt/vtt.ts";
import { xlsx } from "./xlsx/xlsx.ts";
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
