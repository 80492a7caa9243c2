import {
  cleanDocumentText,
  maxTextCharacters,
  type PageRange,
  type PageStart,
  type Reading,
} from "#workers/text/reading.ts";
import { sizeOf } from "#workers/text/text-window.ts";
import { maxPages } from "./document-size.ts";

/** Read beyond the size that is enough, since sums of fractions differ by their order. */
const spareSize = 1;

/**
 * Collects the text of a document page by page: the pages of the range, at most 500, until the text is long enough.
 * With `enough`, pages that were left are no gap, since the next reading begins with them; what was read is the same as
 * in a reading of all pages. A range that begins after the last page, or after its own end, has no text.
 */
export function createPagedText(pageCount: number, { startPage = 1, endPage = pageCount, enough }: PageRange) {
  const wanted = Math.min(endPage, pageCount);
  const last = Math.min(wanted, startPage + maxPages - 1);
  const parts: string[] = [];
  const pages: PageStart[] = [];
  let length = 0;
  let size = 0;
  let next = startPage;
  return {
    /** The pages to read, counted from 1. */
    first: startPage,
    last,
    /** Takes the text of the next page. False once the text is long enough, and no more pages are needed. */
    add(page: string): boolean {
      const text = cleanDocumentText(page);
      // The next reading begins with it, so that nothing of it is cut.
      if (enough !== undefined && parts.length > 0 && length + text.length > maxTextCharacters) return false;
      pages.push({ number: next, from: length });
      parts.push(text);
      if (enough !== undefined) size += sizeOf(text.slice(Math.max(0, enough.skip - length)));
      length += text.length + 2;
      next += 1;
      return length <= maxTextCharacters && (enough === undefined || size <= enough.size + spareSize);
    },
    finish(): Reading {
      const isAll = next > wanted;
      return {
        text: parts.join("\n\n"),
        pages,
        pageCount,
        ...(!isAll && enough !== undefined && { hasMorePages: true }),
        ...(!isAll &&
          enough === undefined && { gaps: [{ kind: "otherPages", from: startPage, to: next - 1, of: pageCount }] }),
      };
    },
  };
}
