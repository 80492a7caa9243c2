import { createHash } from "node:crypto";
import { type Html, html } from "./html.ts";
import type { Language } from "./language.ts";

const style = `
:root{color-scheme:light dark}
body{margin:0;background:Canvas;color:CanvasText;font:1rem/1.5 system-ui,sans-serif}
main{box-sizing:border-box;max-width:34rem;margin:0 auto;padding:2rem 1.25rem 3rem}
h1{font-size:1.4rem;line-height:1.25;margin:0 0 1rem;text-wrap:balance}
p{margin:0 0 1rem}
dl{margin:0 0 1rem;border:1px solid color-mix(in srgb,CanvasText 25%,Canvas);border-radius:.5rem}
dl>div{padding:.6rem .9rem}
dl>div+div{border-top:1px solid color-mix(in srgb,CanvasText 15%,Canvas)}
dt{font-size:.85rem;color:color-mix(in srgb,CanvasText 70%,Canvas)}
dd{margin:0;overflow-wrap:anywhere}
dd+dd{margin-top:.4rem}
:lang(ja){word-break:auto-phrase}
.care{padding:.6rem .9rem;border-left:.25rem solid #c77700;background:color-mix(in srgb,#c77700 12%,Canvas)}
.care p:last-child{margin:0}
.do{display:flex;flex-wrap:wrap;gap:.75rem;margin:1.5rem 0 0}
button,a.button{box-sizing:border-box;min-height:2.75rem;padding:.6rem 1.2rem;border:1px solid CanvasText;\
border-radius:.4rem;background:Canvas;color:CanvasText;font:inherit;line-height:1.4;text-decoration:none;cursor:pointer}
button.main,a.button{background:#0b57b0;border-color:#0b57b0;color:#fff}
button:focus-visible,a:focus-visible{outline:.2rem solid #c77700;outline-offset:.15rem}
@media (max-width:30rem){.do{flex-direction:column}.do>*{width:100%;text-align:center}}
`;

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

export interface Page {
  language: Language;
  title: string;
  body: Html;
}

/** The whole document. */
export function renderPage({ language, title, body }: Page): string {
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
<body>
<main>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`.html;
}
