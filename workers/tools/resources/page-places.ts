import type { ResourceText } from "./resource-content.ts";

type PagedText = Pick<ResourceText, "text" | "pages" | "pageCount">;

/**
 * Where a window that begins at `start` is cut instead, so that it doesn't end with the mark or the heading of a page
 * and nothing else of it. Offsets are in `text`.
 */
export function cutBeforeMark({ text, pages = [] }: PagedText, start: number, cut: number): number {
  const page = pages.findLast(({ from }) => from < cut);
  if (page === undefined || page.from <= start) return cut;
  return text.slice(page.from, cut).trim().includes("\n") ? cut : page.from;
}

/** The number of the page that goes on at `start`. Undefined where a page begins, and for a document of one page. */
export function pageGoingOn({ pages = [], pageCount = 0 }: PagedText, start: number): number | undefined {
  const page = pages.findLast(({ from }) => from <= start);
  return pageCount < 2 || page === undefined || page.from === start ? undefined : page.number;
}
