import { type Html, html } from "#gateway/pages/html.ts";
import type { Language } from "#gateway/pages/language.ts";
import { pageCode, renderPage } from "#gateway/pages/page.ts";
import { type PageProblem, problemWords } from "./problems.ts";

interface LeaveWords {
  title: string;
  text: string;
  link: string;
}

const leaveWords: Readonly<Record<"microsoft" | "client", Readonly<Record<Language, LeaveWords>>>> = {
  microsoft: {
    en: { title: "On to Microsoft", text: "If nothing happens, follow the link.", link: "Continue to Microsoft" },
    ja: {
      title: "Microsoft に移動します",
      text: "移動しない場合は、リンクを開いてください。",
      link: "Microsoft に進む",
    },
  },
  client: {
    en: {
      title: "Back to your app",
      text: "If your app does not open, follow the link. Then you can close this page.",
      link: "Open the app",
    },
    ja: {
      title: "アプリに戻ります",
      text: "アプリが開かない場合はリンクを開き、後で閉じてください。",
      link: "アプリを開く",
    },
  },
};

const linkTo = (url: string, text: string): Html =>
  html`<p class="do"><a class="button" href="${url}" rel="noreferrer">${text}</a></p>`;

/** A page that leads on by itself, and by a plain link where the browser doesn't follow. */
export function leavePage(language: Language, to: "microsoft" | "client", url: string): string {
  const { title, text, link } = leaveWords[to][language];
  return renderPage({ language, title, body: html`<p>${text}</p>${linkTo(url, link)}` });
}

/** A page that says why nobody is sent on. Nothing of the request is on it. */
export function problemPage(language: Language, problem: PageProblem, helpUrl: string | undefined): string {
  const { title, happened, next } = problemWords[language][problem];
  const body = html`<p>${happened}</p><p>${next}</p>${pageCode(language, problem, helpUrl)}`;
  return renderPage({ language, title, body });
}

const refusedTitle: Readonly<Record<Language, string>> = {
  en: "Microsoft did not allow this sign-in",
  ja: "Microsoft でサインインが許可されませんでした",
};

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
  { words, adminUrl, aadsts, url }: Refusal,
  helpUrl: string | undefined,
): string {
  const { link } = leaveWords.client[language];
  const code = pageCode(language, `AADSTS${aadsts}`, helpUrl);
  const body = html`<p>${withLink(words, adminUrl)}</p>${linkTo(url, link)}${code}`;
  return renderPage({ language, title: refusedTitle[language], body });
}
