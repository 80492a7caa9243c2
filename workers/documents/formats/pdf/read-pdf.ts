import type { Reading } from "#workers/documents/text/reading.ts";
import { withThingsInside } from "#workers/documents/text/things-inside.ts";
import { attachedFiles } from "./attached-files.ts";
import { openPdf } from "./open-pdf.ts";
import { type ReadOptions, readPages } from "./read-pages.ts";

/**
 * The text layer of a PDF, page by page: a mark with the page's number, its text with tables as Markdown and form
 * values where they stand, its notes. Nothing is executed, rendered or loaded. Attached files are named. Pages without
 * text are reported, apart from damaged ones. A document that was read whole and has no text at all gives an empty
 * text. Throws `unreadable` for one with a password.
 */
export async function readPdf(bytes: Uint8Array, range: ReadOptions): Promise<Reading> {
  const document = await openPdf(bytes);
  const files = await attachedFiles(document);
  return withThingsInside(await readPages(document, range), files);
}
