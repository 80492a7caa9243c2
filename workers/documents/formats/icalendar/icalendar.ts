import { readDecoded } from "#workers/documents/charset/read-decoded.ts";
import type { DocumentFormat } from "#workers/documents/formats/document-format.ts";
import { beginsVObject, readVObject } from "#workers/documents/vobject/read-vobject.ts";

/** Events and invitations (RFC 5545). */
export const icalendar: DocumentFormat = {
  format: "icalendar",
  title: "calendar entries",
  mediaTypes: ["text/calendar"],
  extensions: ["ics"],
  isLight: true,
  recognises: ({ text = "" }) => beginsVObject(text, "VCALENDAR"),
  read: ({ source }) => readDecoded(source, readVObject),
};
