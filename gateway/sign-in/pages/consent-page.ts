import { type Html, html } from "#gateway/pages/html.ts";
import type { Language } from "#gateway/pages/language.ts";
import { languageLink, renderPage } from "#gateway/pages/page.ts";
import { loopbackPort } from "#gateway/sign-in/redirects/loopback-address.ts";
import type { Profile } from "#gateway/sign-in/redirects/redirect-rules.ts";
import { consentWords, profileNames } from "./consent-words.ts";

export interface ConsentQuestion {
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

type Destination = Pick<ConsentQuestion, "language" | "redirectUri" | "profile">;

/** Where the code goes, as a person can judge it. */
function destination({ language, redirectUri, profile }: Destination): string {
  const words = consentWords[language];
  const port = loopbackPort(redirectUri);
  if (port !== undefined) return words.program(port);
  const { protocol, host } = new URL(redirectUri);
  return protocol === "https:" ? host : words.app(profileNames[profile] ?? protocol.slice(0, -1));
}

function who({ language, clientName, profile }: ConsentQuestion): Html {
  const words = consentWords[language];
  const known = profileNames[profile];
  if (known !== undefined) return html`${known}`;
  // `bdi`: a name from right to left turns nothing around it.
  return clientName === "" ? html`${words.nameless}` : html`<bdi>${words.callsItself(clientName)}</bdi>`;
}

/** Nobody but the host's owner can publish a document there. */
const publishedAt = ({ language, clientHost }: ConsentQuestion): readonly Html[] =>
  clientHost === undefined ? [] : [html`<dd>${consentWords[language].describedAt(clientHost)}</dd>`];

/** The page that asks a person, at every sign-in, whether this client may have it. */
export function consentPage(question: ConsentQuestion): string {
  const { language, server, approvePath, ticket, query } = question;
  const words = consentWords[language];
  const body = html`<dl>
<div><dt>${words.who}</dt><dd>${who(question)}</dd>${publishedAt(question)}</div>
<div><dt>${words.where}</dt><dd>${destination(question)}</dd></div>
<div><dt>${words.server}</dt><dd>${server}</dd></div>
<div><dt>${words.scopes}</dt><dd>${words.reads}</dd><dd>${words.stays}</dd></div>
</dl>
<div class="care"><p><strong>${words.onlyIf}</strong></p><p>${words.neverAsked}</p></div>
<form method="post" action="${approvePath}">
<input type="hidden" name="ticket" value="${ticket}">
<div class="do">
<button class="main" name="decision" value="approve">${words.approve}</button>
<button name="decision" value="cancel">${words.cancel}</button>
</div>
</form>
<p class="quiet other">${languageLink(language, query)}</p>`;
  return renderPage({ language, title: words.title, body });
}
