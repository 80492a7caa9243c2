import { hiddenTextOf, readHtml } from "#workers/documents/formats/html/read-html.ts";
import { readPlainText } from "#workers/documents/formats/plain-text/read-plain-text.ts";
import type { Reading } from "#workers/documents/text/reading.ts";

/**
 * The body of a message that may have it both as plain text and as HTML. The plain text is preferred, since senders may
 * hide things in HTML; but where it only stands in for the HTML ("Your mail program does not show HTML."), or says what the
 * HTML hides, what can be seen of the HTML is given. (Of parts that are no alternatives postal-mime makes one plain text, in
 * which what is hidden stands like all else.)
 */
export function readMailBody(plain: string, html: string): Reading {
  if (html.trim() === "") return readPlainText(plain, { findQuotes: false });
  const shown = readHtml(html, { findQuotes: false });
  if (plain.trim() === "") return shown;
  const text = readPlainText(plain, { findQuotes: false });
  const [known, seen] = [wordsOf(text.text), wordsOf(shown.text)];
  return standsInFor(known, seen) || tellsHidden(known, seen, html) ? shown : text;
}

function tellsHidden(plain: ReadonlySet<string>, seen: ReadonlySet<string>, html: string): boolean {
  const more = [...plain].filter((one) => !seen.has(one));
  if (more.length === 0) return false;
  const hidden = wordsOf(hiddenTextOf(html));
  return more.some((one) => hidden.has(one));
}

/**
 * True where a plain text lacks most words of the HTML, which has more than twice as many. Different words are counted: a
 * sentence that is repeated says no more. Of two parts that are about as long but say different things, it can't be told
 * which one is meant; and HTML of pictures with few words is no reason to give up a plain text.
 */
function standsInFor(plain: ReadonlySet<string>, html: ReadonlySet<string>): boolean {
  const missing = [...html].filter((one) => !plain.has(one));
  return html.size > plain.size * 2 && missing.length * 2 > html.size;
}

/** Words and numbers in lower case, addresses left out; scripts without spaces by their characters. */
function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().replace(address, " ").match(word));
}

const address = /\b(?:https?:\/\/|mailto:)[^\s()<>]+/g;
const word = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]|[\p{L}\p{M}\p{N}]+/gu;
