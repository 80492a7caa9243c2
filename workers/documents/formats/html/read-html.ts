import { withGaps } from "#workers/documents/gaps.ts";
import { findHidden } from "#workers/documents/html/find-hidden.ts";
import { findHistoryElement } from "#workers/documents/html/find-history.ts";
import { hiddenTextIn, tellsMore } from "#workers/documents/html/hidden-text.ts";
import { parseHtml } from "#workers/documents/html/parse-html.ts";
import { surveyDocument } from "#workers/documents/html/render-context.ts";
import { renderMarkdown } from "#workers/documents/html/render-markdown.ts";
import { findQuotedHistory } from "#workers/documents/mail/quoted-history.ts";
import { cleanText, withoutAutoFetch } from "#workers/documents/text/clean-text.ts";
import type { Reading } from "#workers/documents/text/reading.ts";

/** A noncharacter, which does not occur in text (Unicode 23.7). */
const historyMark = "\uFDD0";

/**
 * The visible part of an HTML document as Markdown: no scripts, comments or hidden parts, nothing that loads by itself,
 * pictures by their descriptions, and links with their true hosts. Hidden text that tells more than what is shown is a
 * gap. Linear time.
 */
export function readHtml(html: string, { findQuotes }: { findQuotes: boolean }): Reading {
  const { document, isCut } = parseHtml(html);
  const hidden = findHidden(document);
  const history = findQuotes ? findHistoryElement(document, hidden) : undefined;
  const context = { hidden, ...surveyDocument(document, hidden), marked: history, mark: historyMark };
  const marked = cleanText(renderMarkdown(document, context));
  const text = shown(marked).trimEnd();
  const markAt = history === undefined ? -1 : marked.indexOf(historyMark);
  const quotesFrom = findQuotes
    ? quotesIn(text, markAt === -1 ? -1 : shown(marked.slice(0, markAt)).length)
    : undefined;
  return withGaps<Reading>({ text, ...(quotesFrom !== undefined && { quotesFrom }) }, [
    isCut ? { kind: "manyElements" } : undefined,
    tellsMore(hidden, text) ? { kind: "hiddenText" } : undefined,
  ]);
}

/** The mark goes first, since a document may contain it too, and so hide what would load. */
function shown(marked: string): string {
  return withoutAutoFetch(marked.replaceAll(historyMark, ""));
}

/** The hidden text of an HTML document. */
export function hiddenTextOf(html: string): string {
  return hiddenTextIn(findHidden(parseHtml(html).document));
}

function quotesIn(text: string, markedAt: number): number | undefined {
  if (markedAt === -1) return findQuotedHistory(text);
  return text.slice(0, markedAt).trim() === "" ? undefined : markedAt;
}
