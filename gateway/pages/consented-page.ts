import type { FastifyRequest } from "fastify";
import { queryOf } from "#gateway/sign-in/parameters.ts";
import { type ConsentAnswer, queryOfAnswer, readConsentAnswer } from "./admin-consent.ts";
import { codeText, type Html, html, inlineText } from "./html.ts";
import type { Language } from "./language.ts";
import { codeLink, languageOf } from "./page.ts";
import type { PageSite } from "./page-site.ts";
import { pathTo, sitePage } from "./site-page.ts";

/** Why a consent was not given, and what to do. */
interface ConsentFailure {
  happened: string;
  next: string;
}

interface ConsentedWords {
  titles: Readonly<Record<ConsentAnswer["outcome"], string>>;
  leads: Readonly<Record<ConsentAnswer["outcome"], string>>;
  apps: Readonly<Record<NonNullable<ConsentAnswer["app"]>, string>>;
  app: string;
  permissions: string;
  noPermissions: string;
  number: string;
  cause: string;
  whatToDo: string;
  unknown: ConsentFailure;
  proof: string;
  look: string;
  nextClient: string;
  nextPeople: string;
  toAdmin: string;
  toHome: string;
  again: string;
}

const consentedWords: Readonly<Record<Language, ConsentedWords>> = {
  en: {
    titles: {
      given: "Consent given, the address says",
      refused: "Consent not given, the address says",
      nothing: "After a consent, Microsoft leads here",
    },
    leads: {
      given: "According to the address of this page, Microsoft has recorded the consent for your organisation.",
      refused: "According to the address of this page, Microsoft has recorded no consent.",
      nothing:
        "The address of this page says nothing about a consent. You give it by the links on the page for admins.",
    },
    apps: { server: "Server app", client: "Client app" },
    app: "App, as the address says",
    permissions: "Permissions, as the address says",
    noPermissions: "none that this connector knows",
    number: "Microsoft's number, as the address says",
    cause: "Cause",
    whatToDo: "What to do",
    unknown: {
      happened: "Microsoft did not accept the consent, for a reason of its own.",
      next:
        "Start again on the page for admins. If that does not help, look up the number at " +
        "login.microsoftonline.com/error, or tell the operator of this server.",
    },
    proof: "Anybody can make up such an address. This server has concluded nothing from it and has not let anybody in.",
    look:
      "What is really granted, you see in the Entra admin center: *Enterprise applications*, the app, " +
      "*Permissions*.",
    nextClient: "Next: consent to the Client app",
    nextPeople: "With the consent to both apps, people of your organisation can connect their clients.",
    toAdmin: "Page for admins",
    toHome: "How people connect",
    again: "Start again",
  },
  ja: {
    titles: {
      given: "同意は完了しています (アドレスの情報による)",
      refused: "同意は完了していません (アドレスの情報による)",
      nothing: "同意の後に Microsoft から移動するページです",
    },
    leads: {
      given: "このページのアドレスによると、組織としての同意が Microsoft に記録されました。",
      refused: "このページのアドレスによると、同意は Microsoft に記録されていません。",
      nothing: "このページのアドレスには、同意に関する情報がありません。同意は、管理者向けページのリンクから行います。",
    },
    apps: { server: "サーバー アプリ", client: "クライアント アプリ" },
    app: "アプリ (アドレスの情報による)",
    permissions: "アクセス許可 (アドレスの情報による)",
    noPermissions: "このコネクタで使用するものはありません",
    number: "Microsoft のエラー番号 (アドレスの情報による)",
    cause: "原因",
    whatToDo: "対処方法",
    unknown: {
      happened: "Microsoft 側の理由により、同意は受け付けられませんでした。",
      next:
        "管理者向けページからやり直してください。解決しない場合は、login.microsoftonline.com/error " +
        "で番号を検索するか、サーバーの運用者にお問い合わせください。",
    },
    proof:
      "このようなアドレスは誰でも作成できます。このサーバーは、アドレスの情報に基づく処理を行わず、" +
      "誰のアクセスも許可していません。",
    look:
      "実際に許可された内容は、Microsoft Entra 管理センターの *エンタープライズ アプリケーション* で、" +
      "アプリの *アクセス許可* を確認してください。",
    nextClient: "次へ: クライアント アプリに同意する",
    nextPeople: "両方のアプリへの同意が完了すると、組織のユーザーはクライアントを接続できるようになります。",
    toAdmin: "管理者向けページ",
    toHome: "接続方法を見る",
    again: "やり直す",
  },
};

type Failures = Readonly<Record<Language, ConsentFailure>>;

const declined: Failures = {
  en: {
    happened: "The permissions were declined, or the account may not consent for the whole organisation.",
    next:
      "Start again with an account that may, such as one with the role Cloud Application Administrator, and " +
      "select *Accept*.",
  },
  ja: {
    happened: "アクセス許可が承諾されなかったか、組織全体に対して同意する権限がないアカウントが使用されました。",
    next: "クラウド アプリケーション管理者など、同意する権限を持つアカウントでやり直し、*承諾* を選択してください。",
  },
};

const otherAppFirst: Failures = {
  en: {
    happened: "The app needs another app that is not in your tenant: for the Client app, that is the Server app.",
    next: "Consent to the Server app first, then to the Client app.",
  },
  ja: {
    happened:
      "アプリが必要とする別のアプリがテナントにありません。クライアント アプリの場合は、サーバー アプリが必要です。",
    next: "先にサーバー アプリに同意してから、クライアント アプリに同意してください。",
  },
};

const misregistered: Failures = {
  en: {
    happened: "The registration of the app, or an ID in the settings of this server, is not as it should be.",
    next: "The operator of this server can fix it: tell them the number.",
  },
  ja: {
    happened: "アプリの登録内容、またはこのサーバーに設定された ID に誤りがあります。",
    next: "サーバーの運用者による修正が必要です。エラー番号を運用者に伝えてください。",
  },
};

/** https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
export const consentFailures: ReadonlyMap<number, Failures> = new Map([
  [65004, declined],
  [90094, declined],
  [650052, otherAppFirst],
  [500011, otherAppFirst],
  [650053, misregistered],
  [650056, misregistered],
  [650057, misregistered],
  [700016, misregistered],
]);

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
