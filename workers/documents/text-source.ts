import type { DocumentParts, PagesPlan } from "./document-parts.ts";
import type { EnoughText } from "./text/reading.ts";

/** A document or the body of a message, and what its source declares about it. */
export interface TextSource {
  bytes: Uint8Array;
  /** As declared, with its charset where known. A hint only: the bytes decide. */
  mediaType: string;
  name?: string;
  /** A body from Graph: its media type is right, although the text may begin like any kind of file. */
  isBody?: boolean;
  /** For the body of a mail: find where the quoted history begins. */
  findQuotes?: boolean;
  /** First and last page to read, counted from 1. No effect on documents without pages. */
  startPage?: number;
  endPage?: number;
  /** Read whole pages until there is that much text, and leave the others. No effect on documents without pages. */
  enough?: EnoughText;
  /** Say, where pages are left, how they can be read from a part of the document. */
  isPlanWanted?: boolean;
  /** Where `bytes` are only some ranges of the document, one after the other. */
  parts?: DocumentParts;
}

/** The text of a document. */
export interface ExtractedText {
  /** Markdown or plain text, without invisible characters and hidden parts. */
  text: string;
  /** The media type found from the bytes, e.g. `text/html`. */
  detectedType: string;
  /** Why the text is not the whole document. Absent when it is. */
  incomplete?: string;
  /** The author that a saved message or invitation names, unverified. Absent where it names none. */
  writtenBy?: { name?: string; address?: string };
  /** Offset in `text` of a mail's quoted history. Only with `findQuotes`, and absent when there is none. */
  quotesFrom?: number;
  /** Offsets in `text` of the pages that were read. Only for documents in pages (PDF, slides). */
  pages?: readonly { number: number; from: number }[];
  /** How many pages the document has in all. Absent where it has no pages. */
  pageCount?: number;
  /** Whether pages follow that were left because there was enough text. */
  hasMorePages?: boolean;
  /** How the pages that were left can be read from a part of the document. */
  plan?: PagesPlan;
}
