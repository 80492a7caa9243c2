import { type Html, html } from "#gateway/pages/html.ts";
import type { Language } from "#gateway/pages/language.ts";
import { pageCode, renderPage } from "#gateway/pages/page.ts";
import { words } from "#gateway/pages/words.ts";

/** What ends a sign-in on a page of ours, since nobody may be sent on. A closed set: also a label in metrics. */
export type PageProblem = keyof typeof words.en.problems;

const linkTo = (url: string, text: string): Html =>
  html`<p class="do"><a class="button" href="${url}" rel="noreferrer">${text}</a></p>`;

/** A page that leads on by itself, and by a plain link where the browser doesn't follow. */
export function leavePage(language: Language, to: "microsoft" | "client", url: string): string {
  const { title, text, link } = words[language].leave[to];
  return renderPage({ language, title, body: html`<p>${text}</p>${linkTo(url, link)}` });
}

/** A page that says why nobody is sent on. Nothing of the request is on it. */
export function problemPage(language: Language, problem: PageProblem, helpUrl: string | undefined): string {
  const { title, happened, next } = words[language].problems[problem];
  const body = html`<p>${happened}</p><p>${next}</p>${pageCode(language, problem, helpUrl)}`;
  return renderPage({ language, title, body });
}

/** The text with an address in it as a link. */
function withLink(text: string, address: string): Html {
  const [before = "", ...after] = text.split(address);
  if (after.length === 0) return html`${text}`;
  return html`${before}<a href="${address}">${address}</a>${after.join(address)}`;
}

export interface Refusal {
  /** What an Entra admin or the operator has to do. */
  words: string;
  /** The page for admins, which the words may name. */
  adminUrl: string;
  /** Entra's number. */
  aadsts: number;
  /** The way back to the client. */
  url: string;
}

/** A page with what an Entra admin or the operator has to do, and the way back to the client. */
export function refusedPage(
  language: Language,
  { words: told, adminUrl, aadsts, url }: Refusal,
  helpUrl: string | undefined,
): string {
  const { link } = words[language].leave.client;
  const code = pageCode(language, `AADSTS${aadsts}`, helpUrl);
  const body = html`<p>${withLink(told, adminUrl)}</p>${linkTo(url, link)}${code}`;
  return renderPage({ language, title: words[language].refused, body });
}
