import { type Html, html } from "#gateway/pages/html.ts";
import type { Language } from "#gateway/pages/language.ts";
import { languageLink, renderPage } from "#gateway/pages/page.ts";
import { loopbackPort, type Profile } from "#gateway/sign-in/redirects.ts";

/** The names by which people know those whose redirect addresses are known. */
const profileNames: Partial<Record<Profile, string>> = {
  claude: "Claude",
  chatgpt: "ChatGPT",
  cursor: "Cursor",
  "copilot-studio": "Microsoft Copilot Studio",
  "vscode-dev": "VS Code for the Web",
};

interface ConsentWords {
  title: string;
  who: string;
  callsItself: (name: string) => string;
  nameless: string;
  describedAt: (host: string) => string;
  where: string;
  program: (port: number) => string;
  app: (name: string) => string;
  server: string;
  scopes: string;
  reads: string;
  stays: string;
  onlyIf: string;
  neverAsked: string;
  approve: string;
  cancel: string;
}

const consentWords: Readonly<Record<Language, ConsentWords>> = {
  en: {
    title: "Allow this app to read your Microsoft 365?",
    who: "App",
    callsItself: (name) => `calls itself “${name}”`,
    nameless: "an app that gives no name",
    describedAt: (host) => `described at ${host}`,
    where: "The sign-in goes to",
    program: (port) => `a program on this computer, port ${port}`,
    app: (name) => `the app ${name} on this computer`,
    server: "Server",
    scopes: "It may",
    reads:
      "read what you can read in Microsoft 365, as far as your organisation has allowed: mail, calendar, files, " +
      "chats. It can't change anything.",
    stays: "stay signed in until you or your organisation end it.",
    onlyIf: "Continue only if you started this yourself just now.",
    neverAsked: "Nobody will ever ask you for the address or code that you see afterwards. Don't pass it on.",
    approve: "Continue to Microsoft",
    cancel: "Cancel",
  },
  ja: {
    title: "このアプリに Microsoft 365 の読み取りを許可しますか?",
    who: "アプリ",
    callsItself: (name) => `「${name}」と名乗るアプリ`,
    nameless: "名前のないアプリ",
    describedAt: (host) => `${host} の説明による`,
    where: "サインインの送り先",
    program: (port) => `このコンピューター上のプログラム (ポート ${port})`,
    app: (name) => `このコンピューター上のアプリ ${name}`,
    server: "サーバー",
    scopes: "許可される内容",
    reads:
      "Microsoft 365 で、あなたが閲覧でき、組織が許可した内容 (メール、予定表、" +
      "ファイル、チャット) を読み取ること。変更はできません。",
    stays: "あなたまたは組織が終了するまで、サインインした状態を保つこと。",
    onlyIf: "ご自身で今サインインを始めた場合にだけ、続行してください。",
    neverAsked:
      "この後に表示されるアドレスやコードを、第三者に伝える必要は決してありません。" +
      "尋ねられても、誰にも教えないでください。",
    approve: "Microsoft に進む",
    cancel: "キャンセル",
  },
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
  const words = consentWords[language];
  const port = loopbackPort(redirectUri);
  if (port !== undefined) return words.program(port);
  const { protocol, host } = new URL(redirectUri);
  return protocol === "https:" ? host : words.app(profileNames[profile] ?? protocol.slice(0, -1));
}

function who({ language, clientName, profile }: ConsentDetails): Html {
  const words = consentWords[language];
  const known = profileNames[profile];
  if (known !== undefined) return html`${known}`;
  // `bdi`: a name from right to left turns nothing around it.
  return clientName === "" ? html`${words.nameless}` : html`<bdi>${words.callsItself(clientName)}</bdi>`;
}

/** Nobody but the host's owner can publish a document there. */
const publishedAt = ({ language, clientHost }: ConsentDetails): readonly Html[] =>
  clientHost === undefined ? [] : [html`<dd>${consentWords[language].describedAt(clientHost)}</dd>`];

/** The page that asks a person, at every sign-in, whether this client may have it. */
export function consentPage(question: ConsentDetails): string {
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
