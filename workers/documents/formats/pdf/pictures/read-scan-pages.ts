import type { Reading } from "#workers/documents/text/reading.ts";
import { readScans } from "./read-scans.ts";
import { joinPages } from "./text-pages.ts";

/** After that time no further page is looked at: the text of the others must not be lost. */
const picturesMs = 5_000;

/** When to stop. */
interface PictureTime {
  /** In milliseconds. */
  now?: () => number;
  /** Whether the time for the document is up. */
  isTimeUp?: (() => boolean) | undefined;
}

/**
 * The scans of some pages of a PDF and nothing else of it: of each page that was looked at the line that stands in the
 * place of its scan, or no text. Ends after as many as an answer has, or some seconds. Rejects where the document can't
 * be opened.
 * @param bytes the whole document, which is given away to pdf.js
 */
export async function readScanPages(
  bytes: Uint8Array,
  pages: readonly number[],
  { now = () => performance.now(), isTimeUp = () => false }: PictureTime = {},
): Promise<Reading> {
  const until = now() + picturesMs;
  const {
    shown,
    cutBefore = Number.POSITIVE_INFINITY,
    pageCount,
  } = await readScans(bytes, pages, () => now() > until || isTimeUp());
  const pictures = [...shown.values()].flatMap(({ picture = [] }) => picture);
  const looked = pages.filter((number) => number < cutBefore);
  return {
    ...joinPages(looked.map((number) => ({ number, text: shown.get(number)?.line ?? "" }))),
    pageCount,
    ...(pictures.length > 0 && { pictures }),
  };
}
