import { createHash } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import { codeText, type Html, html } from "./html.ts";
import { isLanguage, type Language, preferredLanguage } from "./language.ts";
import { words } from "./words.ts";

/** The one style sheet of all pages: with another one, the policy that names its hash would be another one, too. */
const style = `
:root{color-scheme:light dark;--accent:light-dark(#0b57b0,#8ab4f8);--button:#0b57b0;--care:light-dark(#a65f00,#f0a63c);\
--line:color-mix(in srgb,CanvasText 20%,Canvas);--quiet:color-mix(in srgb,CanvasText 72%,Canvas);\
--raised:color-mix(in srgb,CanvasText 4%,Canvas)}
body{margin:0;background:Canvas;color:CanvasText;font:1rem/1.6 system-ui,sans-serif;overflow-wrap:break-word}
main,header>div{box-sizing:border-box;max-width:34rem;margin:0 auto;padding:2rem 1.25rem 3rem}
.wide main,.wide header>div{max-width:52rem}
header{border-bottom:1px solid var(--line)}
header>div{display:flex;flex-wrap:wrap;align-items:center;justify-content:space-between;gap:.25rem 1.5rem;\
padding-top:.5rem;padding-bottom:.5rem}
header p{margin:0;font-weight:600}
nav{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem}
nav a{padding:.4rem 0}
nav a[aria-current]{color:CanvasText;text-decoration:none;box-shadow:0 2px 0 var(--accent)}
h1{font-size:1.4rem;line-height:1.25;margin:0 0 1rem;text-wrap:balance}
.wide h1{font-size:1.9rem}
h2{font-size:1.25rem;line-height:1.3;margin:2.75rem 0 .75rem;text-wrap:balance}
h3{font-size:1rem;margin:1.5rem 0 .25rem}
p,ol,ul{margin:0 0 1rem}
ol,ul{padding-left:1.5rem}
li+li{margin-top:.3rem}
a{color:var(--accent)}
code{font:.9em ui-monospace,SFMono-Regular,Consolas,monospace;overflow-wrap:anywhere;padding:.1em .3em;\
border-radius:.25rem;background:color-mix(in srgb,CanvasText 7%,Canvas)}
.lead{font-size:1.1rem}
.quiet{color:var(--quiet);font-size:.9rem}
dl{margin:0 0 1rem;border:1px solid var(--line);border-radius:.5rem}
dl>div{padding:.6rem .9rem}
dl>div+div{border-top:1px solid var(--line)}
dt{font-size:.85rem;color:var(--quiet)}
dd{margin:0;overflow-wrap:anywhere}
dd+dd{margin-top:.4rem}
:lang(ja){word-break:auto-phrase}
.care{padding:.6rem .9rem;margin:0 0 1rem;border-left:.25rem solid var(--care);border-radius:0 .25rem .25rem 0;\
background:color-mix(in srgb,var(--care) 12%,Canvas)}
.care p:last-child{margin:0}
.do+.quiet,.other{margin-top:1.5rem}
.do{display:flex;flex-wrap:wrap;gap:.75rem;margin:1.5rem 0 0}
button,a.button{display:inline-block;box-sizing:border-box;min-height:2.75rem;padding:.6rem 1.2rem;\
border:1px solid CanvasText;border-radius:.4rem;background:Canvas;color:CanvasText;\
font:inherit;line-height:1.4;text-decoration:none;cursor:pointer}
button.main,a.button{background:var(--button);border-color:var(--button);color:#fff}
label{display:block;font-weight:600;margin-bottom:.3rem}
input,textarea{box-sizing:border-box;min-height:2.75rem;width:100%;padding:.5rem .75rem;border:1px solid var(--quiet);\
border-radius:.4rem;background:Canvas;color:CanvasText;font:1rem/1.4 ui-monospace,SFMono-Regular,Consolas,monospace}
textarea{display:block;height:calc(2lh + 1.2rem);field-sizing:content;resize:none;overflow-wrap:anywhere;\
background:var(--raised)}
@supports (field-sizing:content){textarea{height:auto}}
.ask{display:flex;flex-wrap:wrap;gap:.75rem;margin:0 0 1rem}
.ask>input{flex:1 1 16rem}
.box{padding:1.1rem 1.25rem;margin:0 0 1rem;border:1px solid var(--line);border-radius:.6rem;background:var(--raised)}
.box>:first-child{margin-top:0}
.box>:last-child{margin-bottom:0}
.box>textarea+.quiet{margin-top:.6rem}
.steps{list-style:none;padding:0;counter-reset:step}
.steps>li{counter-increment:step;position:relative;padding:0 0 1.1rem 2.75rem;margin:0}
.steps>li::before{content:counter(step);position:absolute;left:0;top:0;width:1.75rem;height:1.75rem;\
border:1px solid var(--quiet);border-radius:50%;text-align:center;line-height:1.75rem;font-size:.9rem;font-weight:600}
.steps{margin-top:1rem}
.steps h3{margin:0 0 .25rem}
.steps .button{margin-top:.25rem}
.fold{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,20rem),1fr));align-items:start;gap:.5rem}
details{border:1px solid var(--line);border-radius:.5rem;min-width:0}
summary{padding:.6rem .9rem;font-weight:600;cursor:pointer;border-radius:.5rem}
details>:not(summary){padding:0 .9rem .75rem;margin:0}
.table{overflow-x:auto;margin:0 0 1rem;border:1px solid var(--line);border-radius:.5rem}
table{border-collapse:collapse;width:100%}
th,td{padding:.6rem .9rem;text-align:left;vertical-align:top;border-top:1px solid var(--line)}
thead th{border-top:0;font-size:.85rem;color:var(--quiet);background:var(--raised)}
tbody th{font-weight:400}
tbody th:not(:has(code)){font-weight:600}
@media (min-width:50rem){tbody th:has(code){width:45%}tbody th:not(:has(code)){width:22%}td code{white-space:nowrap}}
td p,th p{margin:.2rem 0 0}
button:focus-visible,a:focus-visible,input:focus-visible,textarea:focus-visible,summary:focus-visible,\
.table:focus-visible{outline:.2rem solid var(--care);outline-offset:.15rem}
@media (max-width:49.99rem){
thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
table,tbody,tr,th,td{display:block}
tr+tr{border-top:1px solid var(--line)}
th,td{border:0;padding:.3rem .9rem}
tr>:first-child{padding-top:.75rem}
tr>:last-child{padding-bottom:.75rem}
td[data-label]::before{content:attr(data-label);display:block;font-size:.85rem;color:var(--quiet)}
}
@media (max-width:30rem){.do,.ask{flex-direction:column}.do>*,.ask>*{width:100%;text-align:center}\
.ask>input{flex:none;text-align:left}textarea{font-size:.85rem}}
`;

/** Its hash, as a Content-Security-Policy names it. */
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
