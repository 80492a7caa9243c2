import type { FastifyRequest } from "fastify";
import { queryOf } from "#gateway/sign-in/query-text.ts";
import { codeText } from "./code-text.ts";
import { type ConsentAnswer, queryOfAnswer, readConsentAnswer } from "./consent-answer.ts";
import { consentedWords, consentFailures } from "./consented-words.ts";
import { type Html, html } from "./html.ts";
import { inlineText } from "./inline-text.ts";
import type { Language } from "./language.ts";
import { codeLink } from "./page-code.ts";
import type { PageSite } from "./page-site.ts";
import { languageOf } from "./send-page.ts";
import { pathTo, sitePage } from "./site-page.ts";

type Row = readonly [term: string, description: Html];

const table = (rows: readonly Row[]): Html =>
  rows.length === 0
    ? html``
    : html`<dl>
${rows.map(([term, description]) => html`<div><dt>${term}</dt><dd>${description}</dd></div>\n`)}</dl>`;

function rowsOf(answer: ConsentAnswer, language: Language, helpUrl: string | undefined): Row[] {
  const { outcome, app, permissions, aadsts } = answer;
  const words = consentedWords[language];
  const names = permissions?.map((name, at) => html`${at === 0 ? "" : ", "}${codeText(name)}`);
  const failure = consentFailures.get(aadsts ?? 0)?.[language] ?? words.unknown;
  return [
    ...(app === undefined || outcome === "nothing" ? [] : [[words.app, html`${words.apps[app]}`] as const]),
    ...(names === undefined
      ? []
      : [[words.permissions, names.length === 0 ? html`${words.noPermissions}` : html`${names}`] as const]),
    ...(aadsts === undefined ? [] : [[words.number, codeLink(`AADSTS${aadsts}`, helpUrl)] as const]),
    ...(outcome === "refused"
      ? [
          [words.cause, html`${failure.happened}`] as const,
          [words.whatToDo, html`${inlineText(failure.next)}`] as const,
        ]
      : []),
  ];
}

/** Where to go on: after the Server app the Client app, after both the start page, else the page for admins. */
function wayOn({ outcome, app, tenant }: ConsentAnswer, publicUrl: string, language: Language): Html {
  const { nextClient, nextPeople, toAdmin, toHome, again } = consentedWords[language];
  const query: Record<string, string> = tenant === undefined ? {} : { tenant };
  const admin = pathTo(publicUrl, "admin", { language, query, ...(tenant !== undefined && { fragment: "consent" }) });
  if (outcome === "given" && app === "client") {
    const home = pathTo(publicUrl, "home", { language });
    return html`<p>${nextPeople}</p>
<p class="do"><a class="button" href="${home}">${toHome}</a></p>`;
  }
  const text = { given: app === "server" ? nextClient : toAdmin, refused: again, nothing: toAdmin }[outcome];
  return html`<p class="do"><a class="button" href="${admin}">${text}</a></p>`;
}

/** Where Entra sends an admin after a consent: what the address says, that it proves nothing, and what comes next. */
export function consentedPageFor(site: PageSite, request: FastifyRequest): string {
  const answer = readConsentAnswer(queryOf(request));
  return consentedPage(site, answer.language ?? languageOf(request), answer);
}

/** The page for an answer that was read. */
export function consentedPage({ identity, helpUrl }: PageSite, language: Language, answer: ConsentAnswer): string {
  const { publicUrl } = identity;
  const words = consentedWords[language];
  const body = html`<p class="lead">${words.leads[answer.outcome]}</p>
${table(rowsOf(answer, language, helpUrl))}
<div class="care"><p>${words.proof}</p><p>${inlineText(words.look)}</p></div>
${wayOn(answer, publicUrl, language)}`;
  const query = queryOfAnswer(answer);
  return sitePage({ publicUrl, language, page: "consented", title: words.titles[answer.outcome], body, query });
}
