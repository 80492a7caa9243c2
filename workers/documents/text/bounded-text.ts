import { withGaps } from "#workers/documents/gaps.ts";
import type { ReadText } from "#workers/documents/text-source.ts";
import { maxTextCharacters, type Reading } from "./reading.ts";

/** A reading cut to 1,000,000 characters, without splitting a surrogate pair. */
export function boundedText(reading: Reading, detectedType: string): ReadText {
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
