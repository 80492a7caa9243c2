import type { PagesPlan } from "#workers/documents/document-parts.ts";
import { cleanText, withoutAutoFetch } from "./clean-text.ts";
import type { Writer } from "./writer.ts";

/** Longest text that is returned. */
export const maxTextCharacters = 1_000_000;

/** The reason given where a text was cut at that length. */
export const longerThanReadReason = "The document is longer than 1,000,000 characters of text; the rest is left out.";

/** Longest list of reasons for being incomplete; they may name some hundred pages. */
export const maxIncompleteCharacters = 4_000;

/** Where a page begins in a text. */
export interface PageStart {
  number: number;
  from: number;
}

/** The result of a format's reader. */
export interface Reading {
  /** Cleaned as by `cleanDocumentText`. */
  text: string;
  /** The media type, where it is more exact than that of the format. */
  mediaType?: string;
  writtenBy?: Writer | undefined;
  quotesFrom?: number;
  pages?: readonly PageStart[];
  pageCount?: number;
  /** Whether pages of the range were left because there was enough text. */
  hasMorePages?: boolean;
  /** How the pages after these can be read from a part of the document. */
  plan?: PagesPlan;
  /** Why it is not the whole document. */
  incomplete?: string;
}

/** How much of a text is enough: so many tokens after its first `skip` characters. */
export interface EnoughText {
  skip: number;
  tokens: number;
}

/** The pages to read, counted from 1, both included. */
export interface PageRange {
  startPage?: number | undefined;
  endPage?: number | undefined;
  /** Read no further page once there is enough text. */
  enough?: EnoughText | undefined;
}

/** A reading with more reasons for being incomplete. Each reason is given once. */
export function withReasons<R extends { incomplete?: string }>(reading: R, reasons: Iterable<string | undefined>): R {
  const said = reading.incomplete ?? "";
  const more = [...new Set(reasons)].filter((reason) => reason !== undefined && !said.includes(reason));
  return more.length === 0 ? reading : { ...reading, incomplete: [said, ...more].join(" ").trim() };
}

/** Text of a document that is safe to show: all characters are visible, and nothing loads by itself. */
export function cleanDocumentText(text: string): string {
  return withoutAutoFetch(cleanText(text)).replace(lineTail, "").trim();
}

/** Text on one line: each line end, with the white space around it, becomes a space. */
export function joinLines(text: string): string {
  return text.replace(lineEnd, " ");
}

// Both match a run of white space from its beginning only. Otherwise time would be quadratic in the length of the run.
const lineTail = /(?<![ \t])[ \t]+$/gm;
const lineEnd = /(?<!\s)\s*\n\s*/g;
