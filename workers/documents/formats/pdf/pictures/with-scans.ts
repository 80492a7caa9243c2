import { maxPages } from "#workers/documents/document-size.ts";
import { type Gap, gapOfPages } from "#workers/documents/gaps.ts";
import type { Reading } from "#workers/text/reading.ts";

type Pages = Pick<Reading, "text" | "pages" | "pageCount">;

/** The pages of a reading that may be scans: those without text, in order. */
export function pagesWithoutText({ gaps = [], pageCount = 0 }: Pick<Reading, "gaps" | "pageCount">): number[] {
  if (gaps.some(({ kind }) => kind === "scanned")) return numbersTo(pageCount);
  return gaps.flatMap((gap) => (gap.kind === "withoutText" ? gap.pages : []));
}

/**
 * The text of a PDF with the scans of its pages, and a line in the place of each. Where pages were not looked at, it
 * ends before the first of them, so that the next window begins with it.
 * @param scans as `readScanPages` gives them, of the pages of `reading` without text; of one of them at least
 */
export function withScans<R extends Omit<Reading, "pictures">>(
  reading: R,
  { pictures = [], ...scans }: Pages & Pick<Reading, "pictures">,
): R & Pick<Reading, "pictures"> {
  const lines = new Map(pagesOf(scans).map(({ number, text }) => [number, text]));
  const wanted = pagesWithoutText(reading);
  const cutBefore = wanted.find((number) => !lines.has(number)) ?? Number.POSITIVE_INFINITY;
  const isCut = Number.isFinite(cutBefore);
  const pages = pagesOf(reading)
    .filter(({ number }) => number < cutBefore)
    .map(({ number, text }): PageText => ({ number, text: `${text}\n\n${lines.get(number) ?? ""}`.trim() }));
  const { gaps: before = [], ...rest } = reading;
  const nothing = wanted.filter((number) => number < cutBefore && !lines.get(number));
  const gaps = [
    ...before.map((gap) => gapBefore(gap, cutBefore)),
    before.some(({ kind }) => kind === "withoutText") ? gapOfPages("nothingToShow", nothing) : undefined,
  ].filter((gap) => gap !== undefined);
  const isChanged = isCut || nothing.length < wanted.length;
  return {
    ...(rest as R),
    ...(isChanged && joinPages(pages)),
    ...(pictures.length > 0 && { pictures }),
    ...(gaps.length > 0 && { gaps }),
    ...(isCut && { hasMorePages: true }),
  };
}

/** What a gap says of the pages before one. Those without text are shown, or have nothing to show. */
function gapBefore(gap: Gap, cutBefore: number): Gap | undefined {
  if (gap.kind === "withoutText") return undefined;
  if (!("pages" in gap)) return gap.kind === "tooSlow" && Number.isFinite(cutBefore) ? undefined : gap;
  return gapOfPages(
    gap.kind,
    gap.pages.filter((page) => page < cutBefore),
  );
}

interface PageText {
  number: number;
  text: string;
}

/** Between two pages, as `createPagedText` joins them. */
const separator = "\n\n";

/**
 * The numbers of the pages of a document that was read whole, which has no more than these, whatever a process that
 * reads documents says.
 */
const numbersTo = (pageCount: number) => Array.from({ length: Math.min(pageCount, maxPages) }, (_, index) => index + 1);

/** The pages of a reading, each with its text. Of a document whose pages are all empty, their marks. */
function pagesOf({ text, pages = [], pageCount = 0 }: Reading): PageText[] {
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
