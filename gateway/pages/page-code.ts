import { codeText } from "./code-text.ts";
import { type Html, html } from "./html.ts";
import type { Language } from "./language.ts";

const words: Readonly<Record<Language, string>> = {
  en: "If you ask for help, give this code: ",
  ja: "お問い合わせの際は、次のコードをお伝えください: ",
};

/**
 * A code of ours or a number of Entra's, as a link to its row of docs/troubleshooting.md where the operator shows that.
 * @param helpUrl `HELP_URL`
 */
export function codeLink(code: string, helpUrl: string | undefined): Html {
  if (helpUrl === undefined) return codeText(code);
  const anchor = code.startsWith("AADSTS") ? code.toLowerCase() : `page-${code}`;
  return html`<a href="${helpUrl}#${anchor}" rel="noreferrer">${codeText(code)}</a>`;
}

/** The code of what went wrong, which is the same in every language. */
export const pageCode = (language: Language, code: string, helpUrl: string | undefined): Html =>
  html`<p class="quiet">${words[language]}${codeLink(code, helpUrl)}</p>`;
