import { addressField } from "./home-page.ts";
import { html, inlineText } from "./html.ts";
import type { Language } from "./language.ts";
import { pageCode, renderPage } from "./page.ts";
import type { PageSite } from "./page-site.ts";
import { pathTo, sitePage } from "./site-page.ts";
import { words } from "./words.ts";

/** Where a browser lands by mistake. */
export const lostPlaces = ["mcp_address", "tenant_address", "no_page", "unreadable_address", "foreign_host"] as const;

export type LostPlace = (typeof lostPlaces)[number];

/** A page in place of an answer that only programs understand: what this is, and where to go. */
export function lostPage(
  { identity: { publicUrl }, helpUrl }: Pick<PageSite, "identity" | "helpUrl">,
  language: Language,
  place: LostPlace,
): string {
  const { title, happened, next } = words[language].lost[place];
  if (place === "foreign_host") {
    const code = pageCode(language, place, undefined);
    // No link: under a name that is not this server's none is known to lead here.
    return renderPage({ language, title, body: html`<p>${happened}</p><p>${inlineText(next)}</p>${code}` });
  }
  const code = pageCode(language, place, helpUrl);
  const field = html`<div class="box">${addressField(words[language].home.address, publicUrl)}</div>`;
  const body = html`<p class="lead">${happened}</p>
${place === "mcp_address" ? field : []}
<p class="do"><a class="button" href="${pathTo(publicUrl, "home", { language })}">${next}</a></p>
${code}`;
  return sitePage({ publicUrl, language, title, body });
}
