import { type Html, html } from "./html.ts";
import type { Language } from "./language.ts";
import { languageParameter } from "./send-page.ts";

const other = {
  en: { language: "ja", name: "日本語" },
  ja: { language: "en", name: "English" },
} as const satisfies Record<Language, { language: Language; name: string }>;

/** A link to the same page in the other language, which it names in that language. */
export function languageLink(language: Language, query: Readonly<Record<string, string>>): Html {
  const { language: target, name } = other[language];
  const parameters = new URLSearchParams({ ...query, [languageParameter]: target });
  return html`<a href="?${parameters.toString()}" hreflang="${target}" lang="${target}">${name}</a>`;
}
