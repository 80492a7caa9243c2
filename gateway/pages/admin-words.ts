import type { RevocableContent } from "#common/tools/graph-permissions.ts";
import type { ConsentApp } from "./admin-consent.ts";
import type { Language } from "./language.ts";

interface AdminWords {
  title: string;
  lead: string;
  apps: Readonly<Record<ConsentApp, string>>;
  clientAppUnknown: string;
  redirectUri: string;
  consent: string;
  consentText: string;
  tenant: string;
  tenantHint: string;
  tenantWrong: string;
  showLinks: string;
  linksFor: (tenant: string) => string;
  consentTo: Readonly<Record<ConsentApp, string>>;
  consentGives: Readonly<Record<ConsentApp, string>>;
  afterConsent: string;
  pilot: string;
  pilotSteps: readonly string[];
  access: string;
  accessSteps: readonly string[];
  /** What holds where people sign in at the connector. */
  accessAtConnector: readonly string[];
  egress: string;
  egressUnknown: string;
  revoke: string;
  revokeText: string;
  toBlock: string;
  permissions: string;
  effect: string;
  contents: Readonly<Record<RevocableContent, string>>;
  stops: string;
  givesLess: string;
  refuses: string;
  notRead: string;
  others: readonly (readonly [what: string, how: string])[];
}

/** As Microsoft's own admin pages name things. Texts are for `inlineText`, but for headings and what `lead` says. */
const adminWordsEn: AdminWords = {
  title: "Set up the connector for your organisation",
  lead:
    "For Entra admins. This page changes nothing: its links lead to Microsoft, where you sign in and decide. " +
    "People can use the connector once you have consented to both apps, and read only what you grant.",
  apps: { server: "Server app, client ID", client: "Client app, client ID" },
  clientAppUnknown:
    "The app whose client ID you give to users. Consent to it in the same way, or ask the operator of this server.",
  redirectUri: "Redirect URI of both apps",
  consent: "1. Consent",
  consentText:
    "Consent once for everybody, to the Server app first: the Client app asks for a permission of the Server " +
    "app, which has to be in your tenant by then.",
  tenant: "Your tenant",
  tenantHint: "The tenant ID, or a domain of your organisation, such as contoso.onmicrosoft.com.",
  tenantWrong:
    "This is neither a tenant ID nor a domain. You find both in the Entra admin center under Overview. Personal " +
    "Microsoft accounts have no tenant of their own.",
  showLinks: "Show the links",
  linksFor: (tenant) => `Links for ${tenant}`,
  consentTo: { server: "Consent to the Server app", client: "Consent to the Client app" },
  consentGives: {
    server:
      "Lets the connector read Microsoft 365 on behalf of people who sign in, with the permissions that you see " +
      "there.",
    client: "Lets people of your organisation sign in at the connector.",
  },
  afterConsent:
    "Microsoft then sends you back to a page of this server. If Microsoft shows AADSTS50011 instead, the " +
    "operator of this server has to add the redirect URI above to that app. Apps read meeting transcripts only once " +
    "a Teams administrator allows it in the meeting settings of the Teams admin center: it is off by default since " +
    "July 2026.",
  pilot: "2. Start with a pilot group",
  pilotSteps: [
    "Open *Enterprise applications* in the Entra admin center. Do the following for the Server app and for the " +
      "Client app.",
    "*Properties*: set *Assignment required?* to *Yes*.",
    "*Users and groups*: add the group. Only its direct members count, not those of nested groups.",
    "Add more groups later, or set *Assignment required?* to *No* for everybody. Whoever is not assigned sees " +
      "AADSTS50105.",
  ],
  access: "3. Conditional Access",
  accessSteps: [
    "As *Target resources*, select the *Server app* in the policies that should apply to Microsoft 365. They are " +
      "then evaluated when people sign in. The Client app can't be selected, since it is a public client.",
    "A policy that targets Microsoft 365 alone is evaluated when the connector exchanges a token: it then sees " +
      "the connector's addresses, and can't see a compliant device.",
    "SharePoint's own access control by *network location* refuses every app like this one, whatever its addresses: " +
      "use Conditional Access instead.",
  ],
  accessAtConnector: [
    "The sign-in takes place in the person's browser, but codes and renewals come from the connector. A policy " +
      "that allows certain networks only has to allow the addresses below, as a *named location*, or people see " +
      "AADSTS53003.",
    "Location is then checked at the sign-in only. Set a *sign-in frequency* to check it again regularly.",
  ],
  egress: "The connector's addresses",
  egressUnknown: "Ask the operator of this server: they are not given in its settings (`EGRESS_ADDRESSES`).",
  revoke: "4. Revoke",
  revokeText:
    "*Enterprise applications → the Server app → Permissions*: revoke a permission to block one kind of content " +
    "and no other. If users consented themselves, remove their grants, too. It takes effect within 10 minutes, " +
    "unless the operator has set another time (`OBO_CACHE_MAX_SECONDS`).",
  toBlock: "To block",
  permissions: "Revoke",
  effect: "Effect",
  contents: {
    mail: "Mail",
    sharedMail: "Other people's mail",
    calendar: "Calendars",
    sharedCalendar: "Other people's calendars",
    sharePoint: "SharePoint",
    oneDrive: "OneDrive files",
    chats: "Teams chats",
    channels: "Teams channels",
    teamNames: "Names of teams and channels",
    transcripts: "Meeting transcripts",
    recaps: "Copilot's notes of meetings",
    attendance: "Attendance of meetings",
    recordings: "Recordings of meetings (when, how long)",
    people: "People whom somebody works with",
    directory: "The directory: managers and direct reports",
    notes: "OneNote",
    tasks: "Tasks in To Do and Planner",
  },
  stops: "Stops: ",
  givesLess: "Gives less: ",
  refuses: "Refuses the argument: ",
  notRead: "`read_resource` no longer reads it.",
  others: [
    ["One person", "Remove the assignment, disable the account, or *Users → Revoke sessions*."],
    [
      "Everything",
      "*Enterprise applications → the Server app → Properties*: set *Enabled for users to sign-in?* to *No*.",
    ],
  ],
};

/** As Microsoft's own admin pages name things in Japanese. */
const adminWordsJa: AdminWords = {
  title: "組織でコネクタを使用できるようにする",
  lead:
    "Entra 管理者向けのページです。このページで設定が変更されることはありません。リンク先の Microsoft " +
    "のページでサインインし、内容を確認して判断してください。両方のアプリに同意すると、" +
    "組織のユーザーがコネクタを使用できるようになります。読み取れるのは、許可した範囲だけです。",
  apps: { server: "サーバー アプリのクライアント ID", client: "クライアント アプリのクライアント ID" },
  clientAppUnknown:
    "ユーザーに案内しているクライアント ID のアプリです。同じ方法で同意するか、サーバーの運用者にご確認ください。",
  redirectUri: "両方のアプリのリダイレクト URI",
  consent: "1. 同意する",
  consentText:
    "組織全体に対して一度だけ、サーバー アプリ、クライアント アプリの順に同意します。クライアント " +
    "アプリはサーバー アプリのアクセス許可を要求するため、" +
    "サーバー アプリが先にテナントに追加されている必要があります。",
  tenant: "テナント",
  tenantHint: "テナント ID、または組織のドメイン (例: contoso.onmicrosoft.com) を入力してください。",
  tenantWrong:
    "テナント ID またはドメインの形式ではありません。どちらも Microsoft Entra " +
    "管理センターの「概要」で確認できます。個人用 Microsoft アカウントは使用できません。",
  showLinks: "リンクを表示",
  linksFor: (tenant) => `${tenant} 用のリンク`,
  consentTo: { server: "サーバー アプリに同意する", client: "クライアント アプリに同意する" },
  consentGives: {
    server:
      "サインインしたユーザーの代わりに、同意画面に表示されるアクセス許可の範囲で、コネクタが Microsoft 365 " +
      "を読み取れるようになります。",
    client: "組織のユーザーがコネクタにサインインできるようになります。",
  },
  afterConsent:
    "同意が終わると、Microsoft からこのサーバーのページに戻ります。代わりに AADSTS50011 が表示された場合は、" +
    "上記のリダイレクト URI をそのアプリに追加するよう、サーバーの運用者に依頼してください。" +
    "会議のトランスクリプトをアプリが読み取れるのは、Teams 管理者が Teams 管理センターの会議設定で許可した場合だけです " +
    "(2026 年 7 月以降、既定ではオフ)。",
  pilot: "2. パイロット グループから始める",
  pilotSteps: [
    "Microsoft Entra 管理センターで *エンタープライズ アプリケーション* を開き、サーバー アプリとクライアント " +
      "アプリのそれぞれで、次の操作を行います。",
    "*プロパティ* の *割り当てが必要ですか?* を *はい* に設定します。",
    "*ユーザーとグループ* でグループを追加します。対象は直接のメンバーのみです。" +
      "入れ子になったグループのメンバーは含まれません。",
    "対象を広げるには、グループを追加するか、*割り当てが必要ですか?* を *いいえ* に設定します。" +
      "割り当てられていないユーザーには AADSTS50105 が表示されます。",
  ],
  access: "3. 条件付きアクセス",
  accessSteps: [
    "Microsoft 365 に適用するポリシーの *ターゲット リソース* に、*サーバー アプリ* も選択します。これにより、" +
      "ユーザーのサインイン時にポリシーが評価されます。クライアント アプリはパブリック " +
      "クライアントのため選択できません。",
    "Microsoft 365 だけを対象とするポリシーは、コネクタがトークンを交換するときに評価されます。その場合、" +
      "評価の対象はコネクタのアドレスとなり、準拠デバイスの条件は満たせません。",
    "SharePoint 独自の *ネットワークの場所* によるアクセス制御は、アドレスにかかわらず、このようなアプリをすべて拒否します。" +
      "代わりに条件付きアクセスを使用してください。",
  ],
  accessAtConnector: [
    "サインインはユーザーのブラウザーで行われますが、認可コードの引き換えとトークンの更新は" +
      "コネクタから行われます。特定のネットワークだけを許可するポリシーがある場合は、次のアドレスを *ネームド ロケーション* " +
      "として許可してください。許可しないと、ユーザーに AADSTS53003 が表示されます。",
    "この設定を行うと、場所はサインイン時にのみ確認されます。定期的に確認するには、*サインインの頻度* を設定します。",
  ],
  egress: "コネクタのアドレス",
  egressUnknown: "サーバーの運用者に確認してください。設定 (`EGRESS_ADDRESSES`) に登録されていません。",
  revoke: "4. アクセスを取り消す",
  revokeText:
    "*エンタープライズ アプリケーション → サーバー アプリ → アクセス許可* でアクセス許可を取り消すと、" +
    "その種類の内容だけがブロックされます。ユーザー自身が同意している場合は、その同意も削除してください。" +
    "取り消しは 10 分以内に有効になります (運用者が `OBO_CACHE_MAX_SECONDS` で変更している場合を除きます)。",
  toBlock: "ブロックする内容",
  permissions: "取り消すアクセス許可",
  effect: "影響",
  contents: {
    mail: "メール",
    sharedMail: "ほかのユーザーのメール",
    calendar: "予定表",
    sharedCalendar: "ほかのユーザーの予定表",
    sharePoint: "SharePoint",
    oneDrive: "OneDrive のファイル",
    chats: "Teams のチャット",
    channels: "Teams のチャネル",
    teamNames: "チームとチャネルの名前",
    transcripts: "会議のトランスクリプト",
    recaps: "Copilot による会議のメモ",
    attendance: "会議の出席状況",
    recordings: "会議のレコーディングの有無と日時",
    people: "一緒に仕事をしている人",
    directory: "ディレクトリ (上司と直属の部下)",
    notes: "OneNote",
    tasks: "To Do と Planner のタスク",
  },
  stops: "使用できなくなるツール: ",
  givesLess: "一部のみになるツール: ",
  refuses: "使用できなくなる引数: ",
  notRead: "`read_resource` では読み取れなくなります。",
  others: [
    [
      "特定のユーザー",
      "割り当てを解除するか、アカウントを無効にするか、*ユーザー → セッションの取り消し* を実行します。",
    ],
    [
      "すべて",
      "*エンタープライズ アプリケーション → サーバー アプリ → プロパティ* で、" +
        "*ユーザーのサインインが有効になっていますか?* を *いいえ* に設定します。",
    ],
  ],
};

export const adminWords: Readonly<Record<Language, AdminWords>> = { en: adminWordsEn, ja: adminWordsJa };
