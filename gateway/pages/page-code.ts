import { type Html, html } from "./html.ts";
import type { Language } from "./language.ts";

const words: Readonly<Record<Language, string>> = {
  en: "If you ask for help, give this code: ",
  ja: "お問い合わせの際は、次のコードをお伝えください: ",
};

/** The code of what went wrong, which is the same in every language. */
export const pageCode = (language: Language, code: string): Html =>
  html`<p class="quiet">${words[language]}<code>${code}</code></p>`;
