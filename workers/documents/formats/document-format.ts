import type { RefusalName } from "#workers/documents/refusals.ts";
import type { Sample } from "#workers/documents/sample.ts";
import type { Reading } from "#workers/text/reading.ts";

/** A readable format. Each is one value, which `formats.ts` lists. */
export interface DocumentFormat {
  /** Name that is also the `format` label of metrics. */
  format: string;
  /**
   * What people call such documents, for the sentence that says what can be read. Several formats may share a title.
   */
  title: string;
  /** The first is reported as the type of a document in this format. */
  mediaTypes: readonly [string, ...string[]];
  /** File extensions in lower case, without the dot. */
  extensions: readonly [string, ...string[]];
  /** Whether reading is little more than decoding. The worker itself then reads small documents. */
  isLight?: boolean;
  /**
   * Whether a document has this format. Called only when no earlier kind in the list recognises the document. The
   * declared type and the file name are hints that decide between kinds of text, not more. Must not throw and must take
   * bounded time.
   */
  recognises(sample: Sample): boolean;
  /**
   * The text of a document that it has recognised. Throws a `DocumentRefusal` where it can't be read; any other error
   * counts as `damaged`. Parsers are loaded here, by `import()`.
   */
  read(sample: Sample): Reading | Promise<Reading>;
}

/** A kind of documents that is recognised, but can't be read. */
export interface UnreadableKind {
  recognises(sample: Sample): boolean;
  /** What is said of it. */
  refusal: RefusalName;
}

export type DocumentKind = DocumentFormat | UnreadableKind;

/** The readable ones among kinds of documents, in the same order. */
export function readableOf(kinds: readonly DocumentKind[]): DocumentFormat[] {
  return kinds.filter((kind) => "read" in kind);
}
