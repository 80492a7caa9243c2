import type { FastifyRequest } from "fastify";
import { type Parameters, queryOf, readableParameters } from "#gateway/sign-in/parameters.ts";
import { html, inlineText } from "./html.ts";
import { isLanguage, type Language } from "./language.ts";
import { codeLink, languageOf, languageParameter } from "./page.ts";
import type { PageSite } from "./page-site.ts";
import { pathTo, sitePage } from "./site-page.ts";

interface ConsentedWords {
  title: string;
  lead: string;
  look: string;
  number: string;
  toAdmin: string;
  toHome: string;
}

const consentedWords: Readonly<Record<Language, ConsentedWords>> = {
  en: {
    title: "After a consent, Microsoft leads here",
    lead:
      "Once both apps have the consent, people of your organisation can connect their clients. This page can't tell " +
      "whether it was given: anybody can make up its address, from which this server concludes nothing.",
    look:
      "What is granted, you see in the Entra admin center: *Enterprise applications*, the app, *Permissions*. If it " +
      "is not, start again on the page for admins.",
    number: "Microsoft's number for a refusal, as the address says: ",
    toAdmin: "Page for admins",
    toHome: "How people connect",
  },
  ja: {
    title: "同意の後に Microsoft から移動するページです",
    lead:
      "両方のアプリへの同意が完了すると、組織のユーザーはクライアントを接続できるようになります。" +
      "このページでは、同意が完了したかどうかはわかりません。このようなアドレスは誰でも作成できるため、" +
      "このサーバーはアドレスの情報に基づく処理を行いません。",
    look:
      "許可された内容は、Microsoft Entra 管理センターの *エンタープライズ アプリケーション* で、" +
      "アプリの *アクセス許可* を確認してください。許可されていない場合は、管理者向けページからやり直してください。",
    number: "Microsoft のエラー番号 (アドレスの情報による): ",
    toAdmin: "管理者向けページ",
    toHome: "接続方法を見る",
  },
};

const maxQueryBytes = 8 * 1024;

/**
 * Where Entra sends an admin after a consent. Of its answer the page repeats the number of a refusal alone: anybody can
 * write such an address.
 */
export function consentedPageFor(site: PageSite, request: FastifyRequest): string {
  const parameters: Parameters = readableParameters(queryOf(request), maxQueryBytes) ?? new Map();
  const named = parameters.get(languageParameter) ?? parameters.get("state");
  const number = /^AADSTS\d{1,9}\b/.exec(parameters.get("error_description") ?? "")?.[0];
  return consentedPage(site, isLanguage(named) ? named : languageOf(request), number);
}

/** @param number of Entra's, such as `AADSTS65004` */
export function consentedPage(
  { identity: { publicUrl }, helpUrl }: PageSite,
  language: Language,
  number: string | undefined,
): string {
  const { title, lead, look, number: its, toAdmin, toHome } = consentedWords[language];
  const body = html`<p class="lead">${lead}</p>
<p>${inlineText(look)}</p>
${number === undefined ? [] : html`<p class="care">${its}${codeLink(number, helpUrl)}</p>`}
<p class="do"><a class="button" href="${pathTo(publicUrl, "admin", { language })}">${toAdmin}</a>
<a class="button" href="${pathTo(publicUrl, "home", { language })}">${toHome}</a></p>`;
  const query: Record<string, string> = number === undefined ? {} : { error_description: number };
  return sitePage({ publicUrl, language, page: "consented", title, body, query });
}
