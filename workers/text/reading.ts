import type { Gap } from "#workers/documents/gaps.ts";
import type { FoundLabels } from "#workers/documents/labels/labels.ts";
import type { Picture } from "#workers/documents/pictures/picture.ts";
import { cleanLine, cleanText, withoutAutoFetch } from "./clean-text.ts";
import { findQuotedHistory } from "./mail-attribution.ts";

/** Longest text that is returned. */
export const maxTextCharacters = 1_000_000;

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
  /** The author that a saved message or invitation names, unverified. Absent where it names none. */
  writtenBy?: Writer | undefined;
  /** Offset in `text` of a mail's quoted history. Only with `findQuotes`, and absent when there is none. */
  quotesFrom?: number;
  /** Offsets in `text` of the pages that were read. Only for documents in pages (PDF, slides, large workbooks). */
  pages?: readonly PageStart[];
  /** How many pages the document has in all. Absent where it has no pages. */
  pageCount?: number;
  /** Whether pages of the range were left because there was enough text. */
  hasMorePages?: boolean;
  /** Why it is not the whole document. */
  gaps?: readonly Gap[];
  /** Pictures to be shown beside the text, which says where each stands. */
  pictures?: readonly Picture[];
  /** The sensitivity labels of the document, where its format's reader tells them. */
  labels?: FoundLabels;
}

/** How much of a text is enough: so much, in `sizeOf`, after its first `skip` characters. */
export interface EnoughText {
  skip: number;
  size: number;
}

/** The pages to read, counted from 1, both included. */
export interface PageRange {
  startPage?: number | undefined;
  endPage?: number | undefined;
  /** Read no further page once there is enough text. */
  enough?: EnoughText | undefined;
}

/** Text of a document that is safe to show: all characters are visible, and nothing loads by itself. */
export function cleanDocumentText(text: string): string {
  return withoutAutoFetch(cleanText(text)).replace(lineTail, "").trim();
}

/** Plain text, source code, CSV, Markdown or JSON: cleaned, with its layout unchanged. */
export function readPlainText(
  text: string,
  { findQuotes }: { findQuotes: boolean },
): { text: string; quotesFrom?: number } {
  const clean = withoutAutoFetch(cleanText(text)).trimEnd();
  const quotesFrom = findQuotes ? findQuotedHistory(clean) : undefined;
  return quotesFrom === undefined ? { text: clean } : { text: clean, quotesFrom };
}

/** Text on one line: each line end, with the white space around it, becomes a space. */
export function joinLines(text: string): string {
  return text.replace(lineEnd, " ");
}

// Both match a run of white space from its beginning only. Otherwise time would be quadratic in the length of the run.
const lineTail = /(?<![ \t])[ \t]+$/gm;
const lineEnd = /(?<!\s)\s*\n\s*/g;

/** The author that a document names. Unverified. */
export interface Writer {
  name?: string;
  address?: string;
}

/** Longest name or address of a writer. An address may have 254 characters (RFC 5321). */
export const maxWriterCharacters = 320;

/** A writer with cleaned, bounded name and address. Undefined when both are empty. */
export function writerOf({ name, address }: { name: string; address: string }): Writer | undefined {
  const [shownName, shownAddress] = [name, address].map((part) =>
    cleanLine(part).slice(0, maxWriterCharacters).toWellFormed(),
  );
  if (!shownName && !shownAddress) return undefined;
  return { ...(shownName && { name: shownName }), ...(shownAddress && { address: shownAddress }) };
}
