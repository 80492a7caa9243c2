import type { ByteRange } from "#workers/documents/document-parts.ts";
import type { PdfValue } from "./pdf-value.ts";

/** Where an object lies: at an offset, or in a stream of objects. */
export type ObjectPlace = { offset: number } | { container: number; index: number };

/** The places of some objects with consecutive numbers. */
export interface ReferenceSection {
  first: number;
  count: number;
  /** Undefined for a number that is not in use. Throws `UncertainPdf` for one that was in use for something else. */
  place(index: number): ObjectPlace | undefined;
}

/** What is written at one place: some sections, and the dictionary that names the next place. */
export interface ReferencePart {
  bytes: Uint8Array;
  dictionary: PdfValue;
  sections: ReferenceSection[];
  /** Where it lies. */
  ranges: ByteRange[];
}

/** Each object is looked for in all of them. A document that was saved a hundred times has some hundred. */
export const maxSections = 1_000;
