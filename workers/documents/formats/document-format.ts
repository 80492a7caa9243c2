import type { Sample } from "#workers/documents/recognition/sample.ts";
import type { Reading } from "#workers/documents/text/reading.ts";

/** A format that is read. Each is one value in a folder of its own, and one line in `formats.ts`. */
export interface DocumentFormat {
  /** Its name, which is also the `format` label of metrics. */
  format: string;
  /** What people call such documents, for the sentence that says what can be read. Formats may share it. */
  title: string;
  /** The first is what a document of this format is reported as. */
  mediaTypes: readonly [string, ...string[]];
  /** Ends of file names, in lower case, without the dot; the commonest first. */
  extensions: readonly [string, ...string[]];
  /** Whether reading is little more than decoding, so that a small document is read in the worker itself. */
  isLight?: boolean;
  /**
   * Whether a document has this format. Asked only when no format before it in the list has recognised the document.
   * A declared type or a file's name may lie: it is a hint that decides between kinds of text. Must not throw, and takes
   * bounded time.
   */
  recognises(sample: Sample): boolean;
  /**
   * The text of a document that it has recognised. Throws a `ToolError` where it can't be read: `unreadable`, `too_large`,
   * `invalid_input`; anything else that is thrown counts as `unreadable`. A parser is only loaded here, by `import()`.
   */
  read(sample: Sample): Reading | Promise<Reading>;
}

/** Documents that are recognised, but not read. */
export interface UnreadableKind {
  recognises(sample: Sample): boolean;
  /** What it is, in a sentence for the person who asked. */
  refusal: string;
  /** What to do instead; by default it is said what can be read. */
  advice?: string;
  code?: "unsupported_type" | "unreadable";
}

export type DocumentKind = DocumentFormat | UnreadableKind;

/** The formats among kinds of documents, in the same order. */
export function readableOf(kinds: readonly DocumentKind[]): DocumentFormat[] {
  return kinds.filter((kind) => "read" in kind);
}
