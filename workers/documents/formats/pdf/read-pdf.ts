import { type ByteRange, joinRanges, PartsMissing } from "#workers/documents/document-parts.ts";
import { DocumentRefusal } from "#workers/documents/refusals.ts";
import type { Reading } from "#workers/documents/text/reading.ts";
import { withThingsInside } from "#workers/documents/text/things-inside.ts";
import type { TextSource } from "#workers/documents/text-source.ts";
import { attachedFiles } from "./attached-files.ts";
import { openPdf } from "./open-pdf.ts";
import { type ReadOptions, readPages } from "./read-pages.ts";
import { readWindow } from "./read-window.ts";

/**
 * The text layer of a PDF, page by page: a mark with the page's number, its text with tables as Markdown and form
 * values where they stand, its notes. Nothing is executed, rendered or loaded. Attached files are named. Pages without
 * text are reported, apart from damaged ones. A document that was read whole and has no text at all gives an empty
 * text. Throws `unreadable` for one with a password. With `parts`, only some ranges of the document are at hand;
 * rejects with `PartsMissing` where they are not enough.
 */
export async function readPdf(
  bytes: Uint8Array,
  options: ReadOptions & Pick<TextSource, "parts" | "isPlanWanted">,
): Promise<Reading> {
  const { parts, isPlanWanted: _, ...range } = options;
  if (parts !== undefined || range.enough !== undefined) {
    try {
      return await readWindow(bytes, options);
    } catch (error) {
      if (error instanceof DocumentRefusal) throw error;
      const missing: readonly ByteRange[] = error instanceof PartsMissing ? error.ranges : [[0, parts?.size ?? 0]];
      if (parts !== undefined) throw new PartsMissing(joinRanges(missing, parts.size));
      // An `UncertainPdf`, or something that nobody thought of: then pdf.js still can read the whole.
    }
  }
  const document = await openPdf(bytes);
  const files = await attachedFiles(document);
  const reading = await readPages(
    {
      count: document.numPages,
      find: async (number) => ({ document, at: number }),
      close: () => document.loadingTask.destroy(),
    },
    range,
  );
  return withThingsInside(reading, files);
}
