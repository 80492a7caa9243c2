import { maxTextCharacters, type Reading } from "#workers/text/reading.ts";
import type { DocumentKind } from "./formats/document-format.ts";
import { documentKinds, recogniseKind } from "./formats/formats.ts";
import { withGaps } from "./gaps.ts";
import { labelsOfDocument } from "./labels/labels-of-document.ts";
import type { Extraction } from "./process/protocol.ts";
import { DocumentRefusal, ReaderBroken } from "./refusals.ts";
import { openSample } from "./sample.ts";
import type { ReadText, TextSource } from "./text-source.ts";

/**
 * The text of a document, whose kind is recognised from its bytes. May detach the bytes. For what can't be read, the
 * `Extraction` names the reason. Rejects with `ReaderBroken` alone.
 */
export async function extractDocument(
  document: TextSource,
  kinds: readonly DocumentKind[] = documentKinds,
): Promise<Extraction> {
  try {
    const sample = await openSample(document);
    const kind = recogniseKind(sample, kinds);
    if (!("read" in kind)) throw new DocumentRefusal(kind.refusal);
    if (document.picture !== undefined && sample.office === undefined) throw new DocumentRefusal("noSuchPicture");
    const reading = await kind.read(sample);
    const text = boundedText(toldIfEmpty(reading, document), reading.mediaType ?? kind.mediaTypes[0]);
    const labels = reading.labels ?? labelsOfDocument(sample, kind.format);
    return { ok: true, format: kind.format, text: { ...text, ...(labels !== undefined && { labels }) } };
  } catch (error) {
    if (error instanceof ReaderBroken) throw error;
    return { ok: false, refusal: error instanceof DocumentRefusal ? error.refusal : "damaged" };
  }
}

/** A body without text says nothing about a file, and a text with gaps says why it is empty. */
function toldIfEmpty(reading: Reading, { isBody = false }: TextSource): Reading {
  const isEmpty = !isBody && reading.gaps === undefined && reading.text.trim() === "" && reading.hasMorePages !== true;
  return withGaps(reading, [isEmpty ? { kind: "empty" } : undefined]);
}

/** A reading cut to 1,000,000 characters, without splitting a surrogate pair. */
function boundedText(reading: Reading, detectedType: string): ReadText {
  const isLong = reading.text.length > maxTextCharacters;
  const { text, writtenBy, quotesFrom, pages, pageCount, hasMorePages, gaps, pictures } = withGaps(reading, [
    isLong ? { kind: "longText" } : undefined,
  ]);
  const end =
    isLong && /[\ud800-\udbff]/.test(text.charAt(maxTextCharacters - 1)) ? maxTextCharacters - 1 : maxTextCharacters;
  return {
    text: isLong ? text.slice(0, end) : text,
    detectedType,
    ...(gaps !== undefined && { gaps }),
    ...(pictures !== undefined && { pictures }),
    ...(writtenBy !== undefined && { writtenBy }),
    ...(quotesFrom !== undefined && quotesFrom < end && { quotesFrom }),
    ...(hasMorePages === true && { hasMorePages }),
    ...(pageCount !== undefined && { pageCount, pages: (pages ?? []).filter(({ from }) => from < end) }),
  };
}
