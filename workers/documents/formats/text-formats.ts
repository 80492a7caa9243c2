import { readDecoded } from "#workers/documents/charset/decode-text.ts";
import { declaredType, extensionOf, hasSignature } from "#workers/documents/recognition/sample.ts";
import { afterPreamble, roughText } from "#workers/documents/recognition/text-head.ts";
import { readCalendar } from "#workers/documents/vobject/read-calendar.ts";
import { beginsVObject, joinLetters, readVObject } from "#workers/documents/vobject/read-vobject.ts";
import type { DocumentFormat } from "./document-format.ts";
import { plainText } from "./plain-text/plain-text.ts";
import { readVtt } from "./vtt/read-vtt.ts";

const mediaType = "application/x-ipynb+json";
/** A key that a notebook has near its beginning or, as all keys of JSON, anywhere else. */
const notebookKey = /"(?:cell_type|nbformat)":|"(?:cell_type|nbformat)" :/;

/** Jupyter notebooks (https://nbformat.readthedocs.io): JSON objects that look like one, or are said to be one. */
export const ipynb: DocumentFormat = {
  format: "ipynb",
  title: "Jupyter notebooks",
  mediaTypes: [mediaType],
  extensions: ["ipynb"],
  recognises({ source, text = "" }) {
    if (!/^\ufeff?\s*\{/.test(text)) return false;
    const isDeclared = declaredType(source.mediaType) === mediaType || extensionOf(source.name ?? "") === "ipynb";
    return isDeclared || notebookKey.test(text);
  },
  async read(sample) {
    const { readIpynb } = await import("./ipynb/read-ipynb.ts");
    return readIpynb(sample.source.bytes) ?? { mediaType: "text/plain", ...(await plainText.read(sample)) };
  },
};

/** Rich Text Format (RTF 1.9.1). */
export const rtf: DocumentFormat = {
  format: "rtf",
  title: "RTF",
  mediaTypes: ["application/rtf"],
  extensions: ["rtf"],
  recognises: ({ head }) => hasSignature(head, "{\\rtf"),
  async read({ source: { bytes, findQuotes = false } }) {
    const { readRtf } = await import("./rtf/read-rtf.ts");
    return readRtf(bytes, { findQuotes });
  },
};

const firstElement = /^<(?:!doctype\s+svg|svg|svg:svg)[\s/>]/i;

/** Drawings (SVG 2): text that begins with their element. */
export const svg: DocumentFormat = {
  format: "svg",
  title: "SVG drawings",
  mediaTypes: ["image/svg+xml"],
  extensions: ["svg"],
  recognises: ({ head, text }) => text !== undefined && firstElement.test(afterPreamble(roughText(head))),
  async read({ source }) {
    const { readSvg } = await import("./svg/read-svg.ts");
    return readDecoded(source, readSvg);
  },
};

/** Transcripts and captions (W3C WebVTT). */
export const vtt: DocumentFormat = {
  format: "vtt",
  title: "transcripts",
  mediaTypes: ["text/vtt"],
  extensions: ["vtt"],
  isLight: true,
  recognises: ({ text = "" }) => /^\ufeff?WEBVTT(?:[ \t\r\n]|$)/.test(text),
  read: ({ source }) => readDecoded(source, readVtt),
};

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
