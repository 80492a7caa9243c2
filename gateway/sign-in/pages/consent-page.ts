import { filled } from "#common/text.ts";
import { type Html, html } from "#gateway/pages/html.ts";
import type { Language } from "#gateway/pages/language.ts";
import { languageLink, renderPage } from "#gateway/pages/page.ts";
import { words } from "#gateway/pages/words.ts";
import { loopbackPort, type Profile } from "#gateway/sign-in/redirects.ts";

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

/** Where the code goes, as a person can judge it. */
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
