import type { EnoughText, Reading } from "#workers/text/reading.ts";
import type { SensitivityLabel } from "./labels/labels.ts";

/** A document or the body of a message, and what its source declares about it. */
export interface TextSource {
  bytes: Uint8Array;
  /** Media type as declared, with its charset where known. A hint only: the bytes decide. */
  mediaType: string;
  name?: string;
  /** A body from Graph: its media type is right, although the text may begin like any kind of file. */
  isBody?: boolean;
  /** Whether to find where the quoted history begins, for the body of a mail. */
  findQuotes?: boolean;
  /** First and last page to read, counted from 1. No effect on documents without pages. */
  startPage?: number;
  endPage?: number;
  /** Read whole pages until there is that much text, and leave the others. No effect on documents without pages. */
  enough?: EnoughText;
  /** Read this picture of the document alone, counted from 1. Only of Office documents. */
  picture?: number;
  /** Show the scans of these pages, in order, and read nothing else. Only of PDFs. */
  scansOf?: readonly number[];
  /** Pages without text are not shown as pictures: only words are wanted. */
  isTextOnly?: boolean;
  /** Made by Microsoft from another file, whose sensitivity label it need not carry. */
  isConverted?: boolean;
  /** Asked while a document in pages is read: if so, reading ends with what there is. */
  isTimeUp?: (() => boolean) | undefined;
}

/** Room for a document that is still to be loaded. */
export interface DocumentRoom {
  maxBytes: number;
  /** Reads a document as `DocumentReading` does. */
  extractText(document: TextSource): Promise<ExtractedText>;
}

export interface DocumentReading {
  /**
   * The text of a document, whose bytes must not change meanwhile. Rejects with `DeniedByLabel` where the tenant denies
   * its sensitivity label, or denies any and its own can't be read; with `too_large`, `unsupported_type`,
   * `unreadable`, with `invalid_input` when it has none of the pages, with `rate_limited` or `unavailable` and seconds
   * when too many documents of the person or of all are being read, and with `deadline_exceeded` when the signal
   * aborts.
   * No error contains the document's name, which is text of an untrusted author.
   */
  extractText(document: TextSource): Promise<ExtractedText>;
  /**
   * Makes room for a document before it is loaded, and gives it back when `work` has ended. Without room, `work` is not
   * called: rejects with `rate_limited` or `unavailable` and seconds.
   * @param expectedBytes as declared; undefined where that is not known
   */
  withRoom<T>(expectedBytes: number | undefined, work: (room: DocumentRoom) => Promise<T>): Promise<T>;
}

/** What was read of a document, before anything is said of it. */
export interface ReadText extends Omit<Reading, "mediaType"> {
  /** The media type found from the bytes, e.g. `text/html`. */
  detectedType: string;
}

/** The text of a document. */
export interface ExtractedText extends Omit<ReadText, "gaps" | "labels"> {
  /** Why the text is not the whole document. Absent when it is. */
  incomplete?: string;
  /** Whether, although it is not, a person who opens the document sees no more. */
  isAllSeen?: boolean;
  /** Its sensitivity labels. Absent where it has none, or they can't be read. */
  labels?: readonly SensitivityLabel[];
}
