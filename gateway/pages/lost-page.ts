import { addressField, homeWords } from "./home-page.ts";
import { html, inlineText } from "./html.ts";
import type { Language } from "./language.ts";
import { pageCode, renderPage } from "./page.ts";
import type { PageSite } from "./page-site.ts";
import { pathTo, sitePage } from "./site-page.ts";

/** Where a browser lands by mistake. */
export const lostPlaces = ["mcp_address", "tenant_address", "no_page", "unreadable_address", "foreign_host"] as const;

export type LostPlace = (typeof lostPlaces)[number];

interface LostWords {
  title: string;
  happened: string;
  next: string;
}

const en: Readonly<Record<LostPlace, LostWords>> = {
  mcp_address: {
    title: "This address is for your client",
    happened: "A browser can't use it. Enter it in Claude or another MCP client, which then opens the sign-in.",
    next: "How to connect a client",
  },
  tenant_address: {
    title: "This address is for your client",
    happened:
      "A browser can't use it. Copy it from the address bar into Claude or another MCP client, which then opens " +
      "the sign-in. It is for the users of one organisation.",
    next: "How to connect a client",
  },
  no_page: {
    title: "There is no page at this address",
    happened:
      "If an app led you here, start the sign-in in the app again. If you typed the address, compare it with the " +
      "one that you were given.",
    next: "Start page",
  },
  unreadable_address: {
    title: "This address can't be read",
    happened: "The address is damaged or too long. Perhaps it was cut off when it was copied.",
    next: "Start page",
  },
  foreign_host: {
    title: "This server does not answer under this name",
    happened:
      "The name in the address is not the one that this server is set up with. Use the address that your admin " +
      "gave you.",
    next:
      "For the operator: the proxy in front of the gateway has to pass the Host header unchanged, and " +
      "`MCP_PUBLIC_URL` has to have the name that people type.",
  },
};

const ja: Readonly<Record<LostPlace, LostWords>> = {
  mcp_address: {
    title: "クライアント用のアドレスです",
    happened:
      "ブラウザーでは使用できません。Claude などの MCP クライアントに入力してください。" +
      "クライアントからサインイン画面が開きます。",
    next: "クライアントの接続方法",
  },
  tenant_address: {
    title: "クライアント用のアドレスです",
    happened:
      "ブラウザーでは使用できません。アドレス バーからコピーして、Claude などの MCP " +
      "クライアントに入力してください。クライアントからサインイン画面が開きます。" +
      "このアドレスは特定の組織のユーザー専用です。",
    next: "クライアントの接続方法",
  },
  no_page: {
    title: "このアドレスにページはありません",
    happened:
      "アプリから移動した場合は、アプリでサインインをやり直してください。アドレスを入力した場合は、" +
      "案内されたアドレスと一致しているか確認してください。",
    next: "スタート ページ",
  },
  unreadable_address: {
    title: "アドレスを読み取れません",
    happened: "アドレスが破損しているか、長すぎます。コピーの際に途中で切れた可能性があります。",
    next: "スタート ページ",
  },
  foreign_host: {
    title: "この名前ではサーバーに接続できません",
    happened:
      "アドレスに含まれる名前が、サーバーに設定されている名前と異なります。" +
      "管理者から案内されたアドレスを使用してください。",
    next:
      "運用者の方へ: ゲートウェイの前段にあるプロキシで Host ヘッダーを変更せずに渡し、`MCP_PUBLIC_URL` " +
      "にはユーザーが入力する名前を設定してください。",
  },
};

export const lostWords: Readonly<Record<Language, Readonly<Record<LostPlace, LostWords>>>> = { en, ja };

/** A page in place of an answer that only programs understand: what this is, and where to go. */
export function lostPage(
  { identity: { publicUrl }, helpUrl }: Pick<PageSite, "identity" | "helpUrl">,
  language: Language,
  place: LostPlace,
): string {
  const { title, happened, next } = lostWords[language][place];
  if (place === "foreign_host") {
    const code = pageCode(language, place, undefined);
    // No link: under a name that is not this server's none is known to lead here.
    return renderPage({ language, title, body: html`<p>${happened}</p><p>${inlineText(next)}</p>${code}` });
  }
  const code = pageCode(language, place, helpUrl);
  const field = html`<div class="box">${addressField(homeWords[language].address, publicUrl)}</div>`;
  const body = html`<p class="lead">${happened}</p>
${place === "mcp_address" ? field : []}
<p class="do"><a class="button" href="${pathTo(publicUrl, "home", { language })}">${next}</a></p>
${code}`;
  return sitePage({ publicUrl, language, title, body });
}
