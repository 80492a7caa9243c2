import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { codeText, type Html, html } from "./html.ts";
import { isLanguage, type Language, preferredLanguage, words } from "./language.ts";
import { type PageName, pageUrl } from "./page-site.ts";

/** The one style sheet of all pages: with another one, the policy that names its hash would be another one, too. */
const style = readFileSync(new URL("page.css", import.meta.url), "utf8");

/** Hash of the style, as a Content-Security-Policy names it. */
const styleHash = createHash("sha256").update(style).digest("base64");

/**
 * What a page may do: show its own style, and send its form to this server. No script, nothing from elsewhere, no frame
 * around it.
 */
export const pageHeaders: Readonly<Record<string, string>> = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy":
    `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; ` +
    "frame-ancestors 'none'; form-action 'self'",
};

interface Page {
  language: Language;
  title: string;
  body: Html;
  /** What stands above the page, with its links; such a page is wider. */
  header?: Html;
}

/** The whole document. */
export function renderPage({ language, title, body, header }: Page): string {
  const styleElement: Html = { html: `<style>${style}</style>` };
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
${styleElement}
</head>
<body class="${header === undefined ? "narrow" : "wide"}">
${header ?? []}<main>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`.html;
}

/** Every answer is for one request, and nothing of it may be kept, guessed at or shown in a frame. */
export const securityHeaders: Readonly<Record<string, string>> = {
  "cache-control": "no-store",
  pragma: "no-cache",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

/** Gives every answer of this Fastify scope the headers for it. */
export function secureAnswers(app: FastifyInstance): void {
  app.addHook("onRequest", async (_request, reply) => {
    reply.headers(securityHeaders);
  });
}

/** The query parameter by which a link names the language of its page. */
export const languageParameter = "lang";

/** The language that the link names, or that the browser prefers. */
export function languageOf({ headers, query }: Pick<FastifyRequest, "headers" | "query">): Language {
  const named = new Map(Object.entries(query ?? {})).get(languageParameter);
  return isLanguage(named) ? named : preferredLanguage(headers["accept-language"]);
}

/** @param page a page that is sent to many is encoded once, as bytes */
export const sendPage = (reply: FastifyReply, status: number, page: string | Buffer): FastifyReply =>
  reply.code(status).headers(pageHeaders).send(page);

const other = {
  en: { language: "ja", name: "日本語" },
  ja: { language: "en", name: "English" },
} as const satisfies Record<Language, { language: Language; name: string }>;

/** A link to the same page in the other language, which it names in that language. */
export function languageLink(language: Language, query: Readonly<Record<string, string>>): Html {
  const { language: target, name } = other[language];
  const parameters = new URLSearchParams({ ...query, [languageParameter]: target });
  return html`<a href="?${parameters.toString()}" hreflang="${target}" lang="${target}">${name}</a>`;
}

/**
 * A code of ours or a number of Entra's, as a link to its row of docs/troubleshooting.md where the operator shows that.
 * @param helpUrl `HELP_URL`
 */
export function codeLink(code: string, helpUrl: string | undefined): Html {
  if (helpUrl === undefined) return codeText(code);
  const anchor = code.startsWith("AADSTS") ? code.toLowerCase() : `page-${code}`;
  return html`<a href="${helpUrl}#${anchor}" rel="noreferrer">${codeText(code)}</a>`;
}

/** The code of what went wrong, which is the same in every language. */
export const pageCode = (language: Language, code: string, helpUrl: string | undefined): Html =>
  html`<p class="quiet">${words[language].help}${codeLink(code, helpUrl)}</p>`;

/** The path of another page, in the same language. `query` and `fragment` come from checked values only. */
export function pathTo(
  publicUrl: string,
  page: PageName,
  { language, query = {}, fragment = "" }: { language: Language; query?: Record<string, string>; fragment?: string },
): string {
  const url = new URL(pageUrl(publicUrl, page));
  url.search = new URLSearchParams({ ...query, [languageParameter]: language }).toString();
  url.hash = fragment;
  return `${url.pathname}${url.search}${url.hash}`;
}

interface SitePage {
  publicUrl: string;
  language: Language;
  /** Undefined: a page that stands in place of one that is not there. */
  page?: PageName;
  title: string;
  body: Html;
  /** What the link to the same page in the other language keeps of the request, as it was checked. */
  query?: Record<string, string>;
}

/** A page with the links to the others, and to itself in the other language. */
export function sitePage({ publicUrl, language, page, title, body, query = {} }: SitePage): string {
  const { product, pages, home, admin } = words[language].site;
  const link = (name: "home" | "admin", text: string): Html => {
    const path = pathTo(publicUrl, name, { language });
    return name === page
      ? html`<a href="${path}" aria-current="page">${text}</a>`
      : html`<a href="${path}">${text}</a>`;
  };
  const header = html`<header><div>
<p>${product}</p>
<nav aria-label="${pages}">
${link("home", home)}
${link("admin", admin)}
${languageLink(language, query)}
</nav>
</div></header>
`;
  return renderPage({ language, title, body, header });
}
