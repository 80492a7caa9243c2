import { type Html, html } from "./html.ts";
import type { Language } from "./language.ts";
import { style, styleHash } from "./style.ts";

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
