import { filled } from "#common/text.ts";
import { type Html, html } from "#gateway/pages/html.ts";
import { type Language, words } from "#gateway/pages/language.ts";
import { languageLink, pageCode, renderPage } from "#gateway/pages/page.ts";
import { loopbackPort, type Profile } from "./redirects.ts";

/** The names by which people know those whose redirect addresses are known. */
const profileNames: Partial<Record<Profile, string>> = {
  claude: "Claude",
  chatgpt: "ChatGPT",
  cursor: "Cursor",
  "copilot-studio": "Microsoft Copilot Studio",
  "vscode-dev": "VS Code for the Web",
};

interface ConsentDetails {
  language: Language;
  /** What the client calls itself, without anything that can't be seen; empty when it says nothing. */
  clientName: string;
  /** The host whose document says so, if there is one. */
  clientHost?: string | undefined;
  redirectUri: string;
  profile: Profile;
  /** The address of this server that was asked. */
  server: string;
  /** Path to which the form is sent. */
  approvePath: string;
  ticket: string;
  /** What was asked, for the link to the same page in the other language. */
  query: Readonly<Record<string, string>>;
}

type Destination = Pick<ConsentDetails, "language" | "redirectUri" | "profile">;

/** Destination of the code, as a person can judge it. */
function destination({ language, redirectUri, profile }: Destination): string {
  const { consent } = words[language];
  const port = loopbackPort(redirectUri);
  if (port !== undefined) return filled(consent.program, { port: String(port) });
  const { protocol, host } = new URL(redirectUri);
  return protocol === "https:" ? host : filled(consent.app, { name: profileNames[profile] ?? protocol.slice(0, -1) });
}

function who({ language, clientName, profile }: ConsentDetails): Html {
  const { consent } = words[language];
  const known = profileNames[profile];
  if (known !== undefined) return html`${known}`;
  // `bdi`: a name from right to left turns nothing around it.
  return clientName === ""
    ? html`${consent.nameless}`
    : html`<bdi>${filled(consent.callsItself, { name: clientName })}</bdi>`;
}

/** Nobody but the host's owner can publish a document there. */
const publishedAt = ({ language, clientHost }: ConsentDetails): readonly Html[] =>
  clientHost === undefined ? [] : [html`<dd>${filled(words[language].consent.describedAt, { host: clientHost })}</dd>`];

/** The page that asks a person, at every sign-in, whether this client may have it. */
export function consentPage(question: ConsentDetails): string {
  const { language, server, approvePath, ticket, query } = question;
  const { consent } = words[language];
  const body = html`<dl>
<div><dt>${consent.who}</dt><dd>${who(question)}</dd>${publishedAt(question)}</div>
<div><dt>${consent.where}</dt><dd>${destination(question)}</dd></div>
<div><dt>${consent.server}</dt><dd>${server}</dd></div>
<div><dt>${consent.scopes}</dt><dd>${consent.reads}</dd><dd>${consent.stays}</dd></div>
</dl>
<div class="care"><p><strong>${consent.onlyIf}</strong></p><p>${consent.neverAsked}</p></div>
<form method="post" action="${approvePath}">
<input type="hidden" name="ticket" value="${ticket}">
<div class="do">
<button class="main" name="decision" value="approve">${consent.approve}</button>
<button name="decision" value="cancel">${consent.cancel}</button>
</div>
</form>
<p class="quiet other">${languageLink(language, query)}</p>`;
  return renderPage({ language, title: consent.title, body });
}

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
