import { readDecoded } from "#workers/documents/charset/decode-text.ts";
import { afterPreamble, declaredType, extensionOf, hasSignature, roughText } from "#workers/documents/sample.ts";
import { readCalendar } from "#workers/documents/vobject/read-calendar.ts";
import { beginsVObject, joinLetters, readVObject } from "#workers/documents/vobject/read-vobject.ts";
import { readPlainText } from "#workers/text/reading.ts";
import type { DocumentFormat } from "./document-format.ts";
import { readVtt } from "./vtt/read-vtt.ts";

const notebookType = "application/x-ipynb+json";
/** A key that a notebook has near its beginning or, as all keys of JSON, anywhere else. */
const notebookKey = /"(?:cell_type|nbformat)":|"(?:cell_type|nbformat)" :/;

/** Jupyter notebooks (https://nbformat.readthedocs.io): JSON objects that look like one, or are said to be one. */
export const ipynb: DocumentFormat = {
  format: "ipynb",
  title: "Jupyter notebooks",
  mediaTypes: [notebookType],
  extensions: ["ipynb"],
  recognises({ source, text = "" }) {
    if (!/^\ufeff?\s*\{/.test(text)) return false;
    const isDeclared = declaredType(source.mediaType) === notebookType || extensionOf(source.name ?? "") === "ipynb";
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

const firstSvgElement = /^<(?:!doctype\s+svg|svg|svg:svg)[\s/>]/i;

/** Drawings (SVG 2): text that begins with their element. */
export const svg: DocumentFormat = {
  format: "svg",
  title: "SVG drawings",
  mediaTypes: ["image/svg+xml"],
  extensions: ["svg"],
  recognises: ({ head, text }) => text !== undefined && firstSvgElement.test(afterPreamble(roughText(head))),
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

const htmlTypes = ["text/html", "application/xhtml+xml"] as const;
const firstHtmlElement = /^<(?:!doctype\s+html|html|head|body|meta|title|style|table|div|p|span|h[1-6])[\s/>]/i;

/** HTML: text that begins with an HTML element, or that is declared to be HTML. */
export const html: DocumentFormat = {
  format: "html",
  title: "HTML",
  mediaTypes: htmlTypes,
  extensions: ["html", "htm"],
  recognises({ source, head, text }) {
    if (text === undefined) return false;
    const declared = declaredType(source.mediaType);
    return htmlTypes.some((type) => type === declared) || firstHtmlElement.test(afterPreamble(roughText(head)));
  },
  async read({ source }) {
    const { readHtml } = await import("./html/read-html.ts");
    return readDecoded(source, (markup) => readHtml(markup, { findQuotes: source.findQuotes ?? false, isFile: true }));
  },
};

const mailTypes = ["message/rfc822", "message/global"] as const;
const mailExtensions = ["eml", "mht", "mhtml"] as const;
const minHeaders = 3;

/** Internet messages (RFC 5322). One header field is enough where the declared type or the file name says so. */
export const eml: DocumentFormat = {
  format: "eml",
  title: "saved messages",
  mediaTypes: mailTypes,
  extensions: mailExtensions,
  recognises({ source: { mediaType, name = "" }, text }) {
    if (text === undefined) return false;
    const [type, extension] = [declaredType(mediaType), extensionOf(name)];
    const isDeclared = mailTypes.some((one) => one === type) || mailExtensions.some((one) => one === extension);
    return countMailHeaders(text) >= (isDeclared ? 1 : minHeaders);
  },
  read: async ({ source }) => (await import("./eml/read-eml.ts")).readEml(source.bytes),
};

const wellKnown = new RegExp(
  "^(?:received|return-path|from|to|cc|subject|date|message-id|mime-version|content-type|delivered-to|" +
    "dkim-signature|reply-to|(?:x|arc)-[\\w-]{1,60})$",
);
const fieldLine = /^([!-9;-~]{1,100}):/;

/** How many well-known header fields (RFC 5322) a text begins with. Counting stops at the first other line. */
function countMailHeaders(text: string): number {
  let count = 0;
  const lines = text.replace(/^\ufeff/, "").split(/\r?\n/);
  for (const [index, line] of lines.entries()) {
    if (line === "") break;
    if (/^[ \t]/.test(line) && index > 0) continue;
    // The "From " line of an mbox file.
    if (index === 0 && /^>?From /.test(line)) continue;
    const field = fieldLine.exec(line)?.[1]?.toLowerCase();
    if (field === undefined) break;
    if (wellKnown.test(field)) count += 1;
  }
  return count;
}

const textType = /^text\/[\w.+-]{1,60}$|^application\/(?:json|xml|javascript|[\w.-]{1,60}\+(?:json|xml))$/;

/**
 * Any other text: notes, source code, CSV, Markdown, JSON. Bytes don't tell these apart, so the declared type is kept.
 */
export const plainText: DocumentFormat = {
  format: "plain_text",
  title: "text",
  mediaTypes: ["text/plain"],
  extensions: ["txt"],
  isLight: true,
  recognises: ({ text }) => text !== undefined,
  read({ source }) {
    const declared = declaredType(source.mediaType);
    const reading = readDecoded(source, (text) => readPlainText(text, { findQuotes: source.findQuotes ?? false }));
    return textType.test(declared) ? { ...reading, mediaType: declared } : reading;
  },
};
