import { readDecoded } from "#workers/documents/charset/read-decoded.ts";
import type { DocumentFormat } from "#workers/documents/formats/document-format.ts";
import { beginsVObject, readVObject } from "#workers/documents/vobject/read-vobject.ts";
import { joinLetters } from "#workers/documents/vobject/unfold.ts";

/** Contacts (RFC 6350, and 2.1). */
export const vcard: DocumentFormat = {
  format: "vcard",
  title: "contacts",
  mediaTypes: ["text/vcard"],
  extensions: ["vcf"],
  isLight: true,
  recognises: ({ text = "" }) => beginsVObject(text, "VCARD"),
  read: ({ source }) => readDecoded({ ...source, bytes: joinLetters(source.bytes) }, readVObject),
};
