import type { FastifyRequest } from "fastify";
import { type Parameters, queryOf, readableParameters } from "#gateway/sign-in/parameters.ts";
import { html, inlineText } from "./html.ts";
import { isLanguage, type Language } from "./language.ts";
import { codeLink, languageOf, languageParameter } from "./page.ts";
import type { PageSite } from "./page-site.ts";
import { pathTo, sitePage } from "./site-page.ts";
import { words } from "./words.ts";

const maxQueryBytes = 8 * 1024;

/**
 * Where Entra sends an admin after a consent. Of its answer the page repeats the number of a refusal alone: anybody can
 * write such an address.
 */
export function consentedPageFor(site: PageSite, request: FastifyRequest): string {
  const parameters: Parameters = readableParameters(queryOf(request), maxQueryBytes) ?? new Map();
  const named = parameters.get(languageParameter) ?? parameters.get("state");
  const number = /^AADSTS\d{1,9}\b/.exec(parameters.get("error_description") ?? "")?.[0];
  return consentedPage(site, isLanguage(named) ? named : languageOf(request), number);
}

/** @param number of Entra's, such as `AADSTS65004` */
export function consentedPage(
  { identity: { publicUrl }, helpUrl }: PageSite,
  language: Language,
  number: string | undefined,
): string {
  const { title, lead, look, number: its, toAdmin, toHome } = words[language].consented;
  const body = html`<p class="lead">${lead}</p>
<p>${inlineText(look)}</p>
${number === undefined ? [] : html`<p class="care">${its}${codeLink(number, helpUrl)}</p>`}
<p class="do"><a class="button" href="${pathTo(publicUrl, "admin", { language })}">${toAdmin}</a>
<a class="button" href="${pathTo(publicUrl, "home", { language })}">${toHome}</a></p>`;
  const query: Record<string, string> = number === undefined ? {} : { error_description: number };
  return sitePage({ publicUrl, language, page: "consented", title, body, query });
}
