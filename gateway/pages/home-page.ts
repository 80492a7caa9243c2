import { allowedBySetting, products, stepsFor, whatToType, whatToTypeAtEntra } from "./client-guide.ts";
import { type Html, html, inlineText } from "./html.ts";
import type { Language } from "./language.ts";
import type { PageSite } from "./page-site.ts";
import { pathTo, sitePage } from "./site-page.ts";
import { toolsTable } from "./tools-table.ts";

interface HomeWords {
  title: string;
  lead: string;
  address: string;
  addressIsAll: string;
  withClientId: string;
  connect: string;
  afterwards: string;
  afterwardsAtEntra: string;
  operatorFirst: string;
  tools: string;
  toolsText: string;
  limits: string;
  limitsList: readonly string[];
  admins: string;
  adminsText: string;
  adminsLink: string;
}

export const homeWords: Readonly<Record<Language, HomeWords>> = {
  en: {
    title: "Connect your assistant to Microsoft\u00a0365",
    lead:
      "This server lets Claude and other MCP clients read Microsoft 365 for you: mail, calendar, files and Teams " +
      "messages. You sign in with your work or school account.",
    address: "Address to enter in your client",
    addressIsAll: "Your client needs nothing else: no client ID and no key.",
    withClientId: "Your client also needs the client ID that your admin gave you.",
    connect: "Connect a client",
    afterwards:
      "Choose yours. When it connects, your browser opens a page of this server, which names the client and leads to " +
      "the sign-in at Microsoft.",
    afterwardsAtEntra: "Choose yours. When it connects, your browser opens the sign-in at Microsoft.",
    operatorFirst: "The operator of this server has to allow this client first, by the setting `SIGN_IN_REDIRECTS`.",
    tools: "What it can read",
    toolsText:
      "Your organisation decides which of these Microsoft Graph permissions it grants. All are delegated: nobody " +
      "reads more than in Microsoft 365 itself.",
    limits: "What it does not do",
    limitsList: [
      "It changes nothing: it sends no mail and writes no event, file or message.",
      "It stores nothing: what it reads is discarded when the answer has been sent.",
      "It does not see your password. You enter that at Microsoft only.",
    ],
    admins: "For Entra admins",
    adminsText: "Consent for your organisation, a pilot group, Conditional Access, revocation:",
    adminsLink: "page for admins",
  },
  ja: {
    title: "AI アシスタントを Microsoft\u00a0365 に接続する",
    lead:
      "このサーバーを使うと、Claude などの MCP クライアントから、ご自身の Microsoft 365 のメール、予定表、" +
      "ファイル、Teams のメッセージを読み取ることができます。サインインには" +
      "職場または学校アカウントを使用します。",
    address: "クライアントに入力するアドレス",
    addressIsAll: "ほかに必要なものはありません。クライアント ID やキーは不要です。",
    withClientId: "管理者から受け取ったクライアント ID も必要です。",
    connect: "クライアントを接続する",
    afterwards:
      "お使いのクライアントを選んでください。接続すると、このサーバーのページがブラウザーで開きます。" +
      "クライアントの名前を確認し、Microsoft のサインインに進んでください。",
    afterwardsAtEntra:
      "お使いのクライアントを選んでください。接続すると、Microsoft のサインイン画面がブラウザーで開きます。",
    operatorFirst: "事前に、サーバーの運用者が設定 `SIGN_IN_REDIRECTS` でこのクライアントを許可する必要があります。",
    tools: "読み取れる内容",
    toolsText:
      "次の Microsoft Graph のアクセス許可のうち、どれを許可するかは組織が決定します。" +
      "すべて委任されたアクセス許可であり、Microsoft 365 で閲覧できる範囲を超えて読み取ることはできません。",
    limits: "行わないこと",
    limitsList: [
      "変更は行いません。メールの送信や、予定、ファイル、メッセージの作成と編集はできません。",
      "保存は行いません。読み取った内容は、応答の送信後に破棄されます。",
      "パスワードを受け取りません。パスワードは Microsoft のサインイン画面でのみ入力します。",
    ],
    admins: "Entra 管理者の方へ",
    adminsText:
      "組織としての同意、パイロット グループ、条件付きアクセス、取り消しについては、次のページをご覧ください。",
    adminsLink: "管理者向けページ",
  },
};

/** The address in a field, of which a keyboard and a screen reader can select all. A long one has several lines. */
export function addressField(label: string, address: string): Html {
  return html`<label for="address">${label}</label>
<textarea id="address" rows="1" readonly spellcheck="false">${address}</textarea>`;
}

/** How each client is connected, folded up. */
function clients({ identity: { publicUrl }, clientAppId }: PageSite, language: Language): Html {
  const guide = clientAppId === undefined ? whatToTypeAtEntra : whatToType;
  const { operatorFirst } = homeWords[language];
  return html`${products.flatMap((product) => {
    const steps = guide[product];
    if (steps === undefined) return [];
    const isAllowedFirst = clientAppId !== undefined && allowedBySetting.has(product);
    return [
      html`<details><summary>${product}</summary>
<p>${inlineText(stepsFor(steps, language, publicUrl))}</p>
${isAllowedFirst ? html`<p class="quiet">${inlineText(operatorFirst)}</p>` : []}</details>
`,
    ];
  })}`;
}

/** The start page: what this is, the address, how to connect each client, and which tool needs which permission. */
export function homePage(site: PageSite, language: Language): string {
  const { publicUrl } = site.identity;
  const words = homeWords[language];
  const body = html`<p class="lead">${words.lead}</p>
<div class="box">
${addressField(words.address, publicUrl)}
<p class="quiet">${site.clientAppId === undefined ? words.withClientId : words.addressIsAll}</p>
</div>
<h2>${words.connect}</h2>
<p>${site.clientAppId === undefined ? words.afterwardsAtEntra : words.afterwards}</p>
<div class="fold">
${clients(site, language)}</div>
<h2>${words.tools}</h2>
<p>${words.toolsText}</p>
${toolsTable(language)}
<h2>${words.limits}</h2>
<ul>
${words.limitsList.map((text) => html`<li>${text}</li>\n`)}</ul>
<h2>${words.admins}</h2>
<p>${words.adminsText} <a href="${pathTo(publicUrl, "admin", { language })}">${words.adminsLink}</a></p>`;
  return sitePage({ publicUrl, language, page: "home", title: words.title, body });
}
