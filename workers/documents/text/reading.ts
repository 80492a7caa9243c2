import { cleanText, withoutAutoFetch } from "./clean-text.ts";
import type { Writer } from "./writer.ts";

/** Longest text that is given back. */
export const maxTextCharacters = 1_000_000;

/** Why a text ends there. */
export const longerThanReadReason = "The document is longer than 1,000,000 characters of text; the rest is left out.";

/** Where a page begins in a text. */
export interface PageStart {
  number: number;
  from: number;
}

/** What a reader of one format found. */
export interface Reading {
  /** Clean, see `cleanDocumentText`. */
  text: string;
  /** Where it is more exact than that of the format. */
  mediaType?: string;
  writtenBy?: Writer | undefined;
  quotesFrom?: number;
  pages?: readonly PageStart[];
  pageCount?: number;
  /** Why it is not all of the document. */
  incomplete?: string;
}

/** Which pages are wanted, counted from 1, both included. */
export interface PageRange {
  startPage?: number | undefined;
  endPage?: number | undefined;
}

/** The same with these reasons why it is not all, besides those that it has; each is said once. */
export function withReasons<R extends { incomplete?: string }>(reading: R, reasons: Iterable<string | undefined>): R {
  const said = reading.incomplete ?? "";
  const more = [...new Set(reasons)].filter((reason) => reason !== undefined && !said.includes(reason));
  return more.length === 0 ? reading : { ...reading, incomplete: [said, ...more].join(" ").trim() };
}

/** Text of a document as it may be shown: every character can be seen, nothing loads by itself. */
export function cleanDocumentText(text: string): string {
  return withoutAutoFetch(cleanText(text)).replace(lineTail, "").trim();
}

/** Text on one line: line ends become a space, with the white space around them. */
export function joinLines(text: string): string {
  return text.replace(lineEnd, " ");
}

// Both look at a run of white space from its beginning only: from each place in it, time would be quadratic in its length.
const lineTail = /(?<![ \t])[ \t]+$/gm;
const lineEnd = /(?<!\s)\s*\n\s*/g;
