import { readDecoded } from "#workers/documents/charset/read-decoded.ts";
import type { DocumentFormat } from "#workers/documents/formats/document-format.ts";
import { readVtt } from "./read-vtt.ts";

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
