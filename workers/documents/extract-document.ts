import { maxTextCharacters, type Reading } from "#workers/text/reading.ts";
import type { DocumentKind } from "./formats/document-format.ts";
import { documentKinds, recogniseKind } from "./formats/formats.ts";
import { gapsWhere, withGaps } from "./gaps.ts";
import { labelsOfDocument } from "./labels/labels-of-document.ts";
import type { Extraction } from "./process/protocol.ts";
import { DocumentRefusal, ReaderBroken } from "./refusals.ts";
import { openSample } from "./sample.ts";
import type { TextSource } from "./text-source.ts";

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
    const { mediaType, labels: told, writtenBy, ...text } = bounded(toldIfEmpty(await kind.read(sample), document));
    const detectedType = mediaType ?? kind.mediaTypes[0];
    const labels = told ?? labelsOfDocument(sample, kind.format);
    const more = { ...(writtenBy && { writtenBy }), ...(labels && { labels }) };
    return { ok: true, format: kind.format, text: { ...text, detectedType, ...more } };
  } catch (error) {
    if (error instanceof ReaderBroken) throw error;
    return { ok: false, refusal: error instanceof DocumentRefusal ? error.refusal : "damaged" };
  }
}

/** A body without text says nothing about a file, and a text with gaps says why it is empty. */
function toldIfEmpty(reading: Reading, { isBody = false }: TextSource): Reading {
  const isEmpty = !isBody && reading.gaps === undefined && reading.text.trim() === "" && reading.hasMorePages !== true;
  return withGaps(reading, gapsWhere({ empty: isEmpty }));
}

/** A reading cut to 1,000,000 characters, without splitting a surrogate pair. */
function bounded(reading: Reading): Reading {
  const { text, quotesFrom = maxTextCharacters, pages, ...rest } = reading;
  if (text.length <= maxTextCharacters) return reading;
  const isSplit = /[\ud800-\udbff]/.test(text.charAt(maxTextCharacters - 1));
  const end = isSplit ? maxTextCharacters - 1 : maxTextCharacters;
  const cut = {
    text: text.slice(0, end),
    ...(quotesFrom < end && { quotesFrom }),
    ...(pages && { pages: pages.filter(({ from }) => from < end) }),
  };
  return withGaps({ ...rest, ...cut }, [{ kind: "longText" }]);
}
