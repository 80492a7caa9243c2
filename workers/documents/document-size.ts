import { ToolError } from "#common/errors.ts";

/** Larger documents are not fetched and not read. */
export const maxDocumentBytes = 25_000_000;

/** Pages that are read at once. */
export const maxPages = 500;

/** Limits of a zip archive. Inflated bytes are counted over all of its files. */
export const maxArchiveFiles = 2_000;
export const maxInflatedBytes = 50_000_000;

/** Tables of a Word document inside tables that are read. */
export const maxTableDepth = 20;
/** Headers of a Word document, and footers, that are read. */
export const maxMargins = 50;

/** What to do with a document that is too large or takes too much. */
export const smallerCopy = "Open it in its own program, or ask for a smaller copy.";

const megabytes = (bytes: number) => Math.ceil(bytes / 100_000) / 10;

/** Throws `too_large` for more bytes than are read; not where their number is unknown. */
export function requireDocumentSize(bytes: number | undefined): void {
  if (bytes === undefined || bytes <= maxDocumentBytes) return;
  throw new ToolError(
    "too_large",
    `It has ${megabytes(bytes)} MB, of which at most ${megabytes(maxDocumentBytes)} MB are read. ${smallerCopy}`,
  );
}
