import { type Gap, gapOfPages } from "#workers/documents/gaps.ts";
import { maxPictures } from "#workers/documents/pictures/picture-limits.ts";
import { ReaderBroken } from "#workers/documents/reader-broken.ts";
import type { Reading } from "#workers/documents/text/reading.ts";
import type { Scans } from "./read-scans.ts";
import { joinPages, type PageText, pagesOf } from "./text-pages.ts";

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
 * A reading of a PDF with the scans of its pages without text, and a line in the place of each. After as many as an
 * answer has, or some seconds, the reading ends before the next such page, so that the next window begins with it.
 * @param bytes the whole document. Where they were given away to pdf.js, the reading stays as it is.
 */
export async function withPagePictures(
  reading: Reading,
  bytes: Uint8Array,
  { now = () => performance.now(), isTimeUp = () => false }: PictureTime = {},
): Promise<Reading> {
  const empty = pagesWithoutText(reading);
  if (empty.listed.length === 0 || bytes.byteLength === 0 || isTimeUp()) return reading;
  const until = now() + picturesMs;
  try {
    const { readScans } = await import("./read-scans.ts");
    const { shown, cutBefore } = await readScans(bytes, empty.listed, () => now() > until || isTimeUp());
    const next = empty.hasMore ? (empty.listed.at(-1) ?? 0) + 1 : undefined;
    return shown.size === 0 ? reading : withScans(reading, { shown, cutBefore: cutBefore ?? next });
  } catch (error) {
    if (error instanceof ReaderBroken) throw error;
    return reading;
  }
}

interface EmptyPages {
  /** The first of them. */
  listed: readonly number[];
  /** Whether there are others, behind these. */
  hasMore: boolean;
}

/** Of a document that is scanned, one more than can be shown; else ten: of more, a reading tells only their number. */
function pagesWithoutText({ gaps = [], pageCount = 0 }: Reading): EmptyPages {
  if (gaps.some(({ kind }) => kind === "scanned")) {
    const length = Math.min(pageCount, maxPictures + 1);
    return { listed: Array.from({ length }, (_, index) => index + 1), hasMore: pageCount > length };
  }
  const found = gaps.flatMap((gap) => (gap.kind === "withoutText" ? [gap] : []));
  return { listed: found.flatMap(({ pages }) => pages), hasMore: found.some(({ more }) => more > 0) };
}

/** A reading with its scans, up to the first page that was not looked at. */
function withScans(reading: Reading, { shown, cutBefore = Number.POSITIVE_INFINITY }: Scans): Reading {
  const pages = pagesOf(reading).filter(({ number }) => number < cutBefore);
  const isCut = pages.length < pagesOf(reading).length;
  const lines = pages.map(({ number, text }): PageText => {
    const line = shown.get(number)?.line;
    return { number, text: line === undefined ? text : `${text}\n\n${line}`.trim() };
  });
  // The plan of a reading has its next windows read from a part of the document, which shows no scans.
  const { gaps: before = [], plan, ...rest } = reading;
  const gaps = before.map((gap) => withoutPages(gap, shown, cutBefore)).filter((gap) => gap !== undefined);
  return {
    ...rest,
    ...joinPages(lines),
    pictures: [...shown.values()].map(({ picture }) => picture),
    ...(gaps.length > 0 && { gaps }),
    ...(plan && !isCut && { plan }),
    ...(isCut && { hasMorePages: true }),
  };
}

/** A gap of pages without text is none of those that are shown, or that are left for the next window. */
function withoutPages(gap: Gap, shown: ReadonlyMap<number, unknown>, cutBefore: number): Gap | undefined {
  if (gap.kind !== "withoutText") return gap;
  const left = gapOfPages(
    gap.kind,
    gap.pages.filter((page) => !shown.has(page) && page < cutBefore),
  );
  const more = Number.isFinite(cutBefore) || !("more" in gap) ? 0 : gap.more;
  return left && "pages" in left ? { ...left, more } : undefined;
}
