import { type Html, html } from "./html.ts";
import type { Language } from "./language.ts";
import { languageLink, languageParameter, renderPage } from "./page.ts";
import { type PageName, pageUrl } from "./page-site.ts";
import { words } from "./words.ts";

/** The path of another page, in the same language. `query` and `fragment` come from checked values only. */
export function pathTo(
  publicUrl: string,
  page: PageName,
  { language, query = {}, fragment = "" }: { language: Language; query?: Record<string, string>; fragment?: string },
): string {
  const url = new URL(pageUrl(publicUrl, page));
  url.search = new URLSearchParams({ ...query, [languageParameter]: language }).toString();
  url.hash = fragment;
  return `${url.pathname}${url.search}${url.hash}`;
}

export interface SitePage {
  publicUrl: string;
  language: Language;
  /** Undefined: a page that stands in place of one that is not there. */
  page?: PageName;
  title: string;
  body: Html;
  /** What the link to the same page in the other language keeps of the request, as it was checked. */
  query?: Record<string, string>;
}

/** A page with the links to the others, and to itself in the other language. */
export function sitePage({ publicUrl, language, page, title, body, query = {} }: SitePage): string {
  const { product, pages, home, admin } = words[language].site;
  const link = (name: "home" | "admin", text: string): Html => {
    const path = pathTo(publicUrl, name, { language });
    return name === page
      ? html`<a href="${path}" aria-current="page">${text}</a>`
      : html`<a href="${path}">${text}</a>`;
  };
  const header = html`<header><div>
<p>${product}</p>
<nav aria-label="${pages}">
${link("home", home)}
${link("admin", admin)}
${languageLink(language, query)}
</nav>
</div></header>
`;
  return renderPage({ language, title, body, header });
}
