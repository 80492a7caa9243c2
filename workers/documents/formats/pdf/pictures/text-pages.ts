import { maxPages } from "#workers/documents/text/max-pages.ts";
import type { Reading } from "#workers/documents/text/reading.ts";

export interface PageText {
  number: number;
  text: string;
}

/** Between two pages, as `createPagedText` joins them. */
const separator = "\n\n";

/**
 * The numbers of the pages of a document that was read whole, which has no more than these, whatever a process that
 * reads documents says.
 */
export const numbersTo = (pageCount: number) =>
  Array.from({ length: Math.min(pageCount, maxPages) }, (_, index) => index + 1);

/** The pages of a reading, each with its text. Of a document whose pages are all empty, their marks. */
export function pagesOf({ text, pages = [], pageCount = 0 }: Reading): PageText[] {
  if (pages.length === 0) {
    return numbersTo(pageCount).map((number) => ({ number, text: pageCount > 1 ? `[Page ${number}]` : "" }));
  }
  return pages.map(({ number, from }, index) => {
    const next = pages[index + 1]?.from;
    return { number, text: text.slice(from, next === undefined ? undefined : next - separator.length) };
  });
}

/** The text of pages, and where each begins in it. */
export function joinPages(all: readonly PageText[]): { text: string; pages: { number: number; from: number }[] } {
  let from = 0;
  const pages = all.map(({ number, text }) => {
    const page = { number, from };
    from += text.length + separator.length;
    return page;
  });
  return { text: all.map(({ text }) => text).join(separator), pages };
}
