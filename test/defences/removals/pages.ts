import { area, without } from "../removal.ts";

const inPages = (...names: string[]) => names.map((name) => `test/unit/gateway/pages/${name}`);

export const pages = area("the pages for people", [
  without("gateway/pages/register-pages.ts", inPages("site-pages"), {
    "serves pages under its own name only": "    registerHostCheck(pages, { publicUrl, metrics, audit });\n",
    "keeps its pages from being stored, framed or sniffed": "    secureAnswers(pages);\n",
    "refuses a parameter that comes twice": "readableParameters(query, maxQueryBytes) → new URLSearchParams(query)",
  }),
  without("gateway/pages/admin-page.ts", inPages("site-pages"), {
    "makes links of names of tenants only": "tenantId.test(name) || domain.test(name) ? name : undefined → name",
    "knows that personal accounts have no tenant of their own": " || name === personalTenantId",
  }),
  without("gateway/pages/admin-page.ts", inPages("consented"), {
    "repeats nothing of Entra's words but a number": "/^AADSTS\\d{1,9}\\b/ → /AADSTS\\d+/",
  }),
  without("gateway/pages/readable-refusals.ts", {
    "keeps its address to itself under a foreign name": 'if (place === "foreign_host") → if (title === undefined)',
    "answers programs by what they understand": '(headers.accept ?? "").includes("text/html") → headers !== undefined',
    "answers other origins by what their pages understand":
      'request.headers.origin === undefined ? "foreign_host" : undefined → "foreign_host"',
  }),
]);
