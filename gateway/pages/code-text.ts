import { type Html, html } from "./html.ts";

/** Letters of the font of codes that a phone of 320 pixels shows in one line of a table. */
const lineLength = 28;

/**
 * Text in the font of codes. A name or an address that is longer than a line of a phone is broken there after a dot or
 * a slash, and not in the middle of a word.
 */
export function codeText(text: string): Html {
  const isWhole = text.length <= lineLength || text.includes(" ");
  const parts = isWhole ? [text] : text.split(/(?<=\w[./])(?=\w)/);
  return html`<code>${parts.map((part, at) => html`${at === 0 ? [] : html`<wbr>`}${part}`)}</code>`;
}
