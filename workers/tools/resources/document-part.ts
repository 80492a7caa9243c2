import type { Picture } from "#workers/documents/pictures/picture.ts";
import type { ExtractedText, TextSource } from "#workers/documents/text-source.ts";
import { maxTextCharacters } from "#workers/text/reading.ts";
import { fullWindow } from "#workers/text/text-window.ts";
import type { ResourcePart, ResourceText } from "./resource-content.ts";

/** A part of a document, or one of its pictures. */
export interface DocumentPart extends ResourcePart {
  /** The number of the picture, from 1. */
  picture?: number;
}

/** The picture that a uri names by its number. */
export const ofPicture = (picture: string | undefined) => (picture === undefined ? {} : { picture: Number(picture) });

/** More than the longest text has. */
const mostSize = 10 * maxTextCharacters;

/** What of a document is read for one window: pages from the one on which it begins, until they have enough text. */
export function pagesForWindow({
  startPage,
  endPage,
  at = 0,
  page,
  picture,
  isSearched = false,
}: DocumentPart): Pick<TextSource, "startPage" | "endPage" | "enough" | "picture" | "isTextOnly"> {
  const first = page?.number ?? startPage;
  return {
    ...(picture !== undefined && { picture }),
    ...(first !== undefined && { startPage: first }),
    ...(endPage !== undefined && { endPage }),
    ...(isSearched && { isTextOnly: true }),
    enough: { skip: Math.max(0, at - (page?.from ?? 0)), size: isSearched ? mostSize : fullWindow },
  };
}

/** The place of an extracted text in its document, and its pictures. A document without pages is always read whole. */
export function placeInDocument(
  { pages, pageCount, hasMorePages, pictures }: ExtractedText,
  { page }: ResourcePart,
): Pick<ResourceText, "from" | "pages" | "pageCount" | "hasMorePages" | "pictures"> {
  return { pages, pageCount, hasMorePages, pictures, from: pages === undefined ? 0 : page?.from };
}

/** The pictures of an answer that shows these pages of a document, or a part of one without pages. */
export function picturesIn(
  { pictures = [] }: Pick<ResourceText, "pictures">,
  shown: { first: number; last: number } | undefined,
): Picture[] {
  return pictures.filter(
    ({ page }) => page === undefined || shown === undefined || (page >= shown.first && page <= shown.last),
  );
}
