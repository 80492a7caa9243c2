import type { ExtractedText, TextSource } from "#workers/documents/text-source.ts";
import { fullWindowTokens } from "#workers/tools/text/text-window.ts";
import type { ResourceText } from "./resource-content.ts";
import type { ResourcePart } from "./resource-reader.ts";

/** What of a document is read for one window: pages from the one on which it begins, until they have enough text. */
export function pagesForWindow({
  startPage,
  endPage,
  at = 0,
  page,
}: ResourcePart): Pick<TextSource, "startPage" | "endPage" | "enough"> {
  const first = page?.number ?? startPage;
  return {
    ...(first !== undefined && { startPage: first }),
    ...(endPage !== undefined && { endPage }),
    enough: { skip: Math.max(0, at - (page?.from ?? 0)), tokens: fullWindowTokens },
  };
}

/** The place of an extracted text in its document. A document without pages is always read whole. */
export function placeInDocument(
  { pages, pageCount, hasMorePages }: ExtractedText,
  { page }: ResourcePart,
): Pick<ResourceText, "from" | "pages" | "pageCount" | "hasMorePages"> {
  return { pages, pageCount, hasMorePages, from: pages === undefined ? 0 : page?.from };
}
