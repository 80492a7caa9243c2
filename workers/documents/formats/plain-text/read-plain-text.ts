import { findQuotedHistory } from "#workers/documents/mail/quoted-history.ts";
import { cleanText, withoutAutoFetch } from "#workers/documents/text/clean-text.ts";

/** Plain text, source code, CSV, Markdown or JSON: cleaned, with its layout unchanged. */
export function readPlainText(
  text: string,
  { findQuotes }: { findQuotes: boolean },
): { text: string; quotesFrom?: number } {
  const clean = withoutAutoFetch(cleanText(text)).trimEnd();
  const quotesFrom = findQuotes ? findQuotedHistory(clean) : undefined;
  return quotesFrom === undefined ? { text: clean } : { text: clean, quotesFrom };
}
