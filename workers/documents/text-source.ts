/** A document or a body of text, and what its source says of it. */
export interface TextSource {
  bytes: Uint8Array;
  /** As declared, with its charset where known; a hint, the bytes decide. */
  mediaType: string;
  name?: string;
  /** What somebody wrote, as Graph gives it: the media type is right, and the text may begin like any kind of file. */
  isBody?: boolean;
  /** For the body of a mail: find where the messages that it answers begin. */
  findQuotes?: boolean;
  /** First and last page to read, counted from 1; of no effect where a document has no pages. */
  startPage?: number;
  endPage?: number;
}

/** What a document says. */
export interface ExtractedText {
  /** Markdown or plain text, already cleaned of invisible characters and hidden parts. */
  text: string;
  /** What the bytes turned out to be, e.g. `text/html`. */
  detectedType: string;
  /** Why the text is not all of the document; absent when it is. */
  incomplete?: string;
  /** Who a saved message or invitation says wrote it; nobody has checked that. Absent where it says nothing. */
  writtenBy?: { name?: string; address?: string };
  /** Where the quoted history of a mail begins in `text`; only with `findQuotes`, absent when there is none. */
  quotesFrom?: number;
  /** Where the pages that were read begin in `text`; only for documents in pages (PDF, slides). */
  pages?: readonly { number: number; from: number }[];
  /** How many pages the document has, read or not; absent where it has no pages. */
  pageCount?: number;
}
