import { hiddenTextOf, readHtml } from "#workers/documents/formats/html/read-html.ts";
import { withGaps } from "#workers/documents/gaps.ts";
import { addressesIn } from "#workers/documents/markdown/links.ts";
import { wordsOf } from "#workers/text/clean-text.ts";
import type { Reading } from "#workers/text/reading.ts";
import { readPlainText } from "#workers/text/reading.ts";

/**
 * The body of a message that may have both a plain text and an HTML version. Where both say the same, the
 * HTML is used, which has tables and lists. Else the plain text is preferred, since HTML may hide text; but the visible
 * part of the HTML is used where the plain text is a mere placeholder ("Your mail program does not show HTML."), or
 * contains text that the HTML hides: postal-mime joins parts that are not alternatives into one plain text, hidden
 * parts included. Throws as `readHtml`.
 */
export function readMailBody(plain: string, html: string): Reading {
  if (html.trim() === "") return readPlainText(plain, { findQuotes: false });
  const shown = readHtml(html, { findQuotes: false });
  if (plain.trim() === "") return shown;
  const text = readPlainText(plain, { findQuotes: false });
  const [known, seen] = [wordsOf(text.text), wordsOf(shown.text)];
  // Pictures may stand for a text without words, such as a single emoji, but say no more than it does.
  if (known.size === 0 && wordsIn(shown.text).size === 0) return text;
  const takesHtml = saysTheSame(text, shown) || standsInFor(known, seen) || tellsHidden(known, seen, html);
  return takesHtml ? shown : text;
}

/** The body of a message whose HTML can't be read: its plain text, and that it lacks the rest. */
export function bodyWithoutHtml(plain: string): Reading {
  return withGaps<Reading>(readPlainText(plain, { findQuotes: false }), [{ kind: "mailHtml" }]);
}

/** Words of a text apart from what stands for a line break in a table and for a picture. */
const wordsIn = (text: string) => wordsOf(text.replace(/<br>|\(image: [^()]*\)/g, " "));

/**
 * True where at most one word in twenty of either is missing in the other, and no web address of the plain text: a
 * picture without a description may be all that leads there.
 */
export function saysTheSame(plain: Reading, rich: Reading): boolean {
  const [known, seen] = [wordsOf(plain.text), wordsIn(rich.text)];
  const common = [...known].filter((one) => seen.has(one)).length;
  if (known.size === 0 || common * 20 < Math.max(known.size, seen.size) * 19) return false;
  const told = addressesIn(rich.text);
  return [...addressesIn(plain.text)].every((one) => told.has(one));
}

function tellsHidden(plain: ReadonlySet<string>, seen: ReadonlySet<string>, html: string): boolean {
  const more = [...plain].filter((one) => !seen.has(one));
  if (more.length === 0) return false;
  const hidden = wordsOf(hiddenTextOf(html));
  return more.some((one) => hidden.has(one));
}

/**
 * True where the HTML has more than twice as many different words as the plain text, and most of them are missing
 * there. Of two versions of similar length with different content, neither is known to be the right one; and HTML that
 * consists of pictures with few words does not replace a plain text.
 */
function standsInFor(plain: ReadonlySet<string>, html: ReadonlySet<string>): boolean {
  const missing = [...html].filter((one) => !plain.has(one));
  return html.size > plain.size * 2 && missing.length * 2 > html.size;
}
