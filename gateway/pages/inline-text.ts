import { codeText } from "./code-text.ts";
import { type Html, html } from "./html.ts";

/**
 * One line of our own words with `code` in backticks and *names of what is on a screen* in asterisks, as the documents
 * write them. Nothing else is markup, and everything is escaped.
 */
export function inlineText(text: string): Html {
  const parts = text.split(/(`[^`]+`|\*[^*]+\*)/).map((part) => {
    if (part.startsWith("`")) return codeText(part.slice(1, -1));
    return part.startsWith("*") ? html`<b>${part.slice(1, -1)}</b>` : html`${part}`;
  });
  return html`${parts}`;
}
