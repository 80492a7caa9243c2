import { readDecoded } from "#workers/documents/charset/read-decoded.ts";
import type { DocumentFormat } from "#workers/documents/formats/document-format.ts";
import { readCalendar } from "#workers/documents/vobject/read-calendar.ts";
import { beginsVObject } from "#workers/documents/vobject/read-vobject.ts";
import { joinLetters } from "#workers/documents/vobject/unfold.ts";

/** Events and invitations (RFC 5545). */
export const icalendar: DocumentFormat = {
  format: "icalendar",
  title: "calendar entries",
  mediaTypes: ["text/calendar"],
  extensions: ["ics"],
  isLight: true,
  recognises: ({ text = "" }) => beginsVObject(text, "VCALENDAR"),
  read: ({ source }) => readDecoded({ ...source, bytes: joinLetters(source.bytes) }, readCalendar),
};
