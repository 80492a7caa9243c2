import type { Area } from "../removal.ts";

const inPages = (...names: string[]) => names.map((name) => `test/unit/gateway/pages/${name}`);

export const pages: Area = {
  name: "the pages for people",
  removals: [
    {
      defence: "serves pages under its own name only",
      file: "gateway/pages/register-pages.ts",
      find: "    registerHostCheck(pages, { publicUrl, metrics, audit });\n",
      put: "",
      noticedBy: inPages("site-pages"),
    },
    {
      defence: "keeps its pages from being stored, framed or sniffed",
      file: "gateway/pages/register-pages.ts",
      find: "      reply.headers(securityHeaders);\n",
      put: "",
      noticedBy: inPages("site-pages"),
    },
    {
      defence: "makes links of names of tenants only",
      file: "gateway/pages/admin-consent.ts",
      find: "tenantId.test(name) || domain.test(name) ? name : undefined",
      put: "name",
      noticedBy: inPages("site-pages"),
    },
    {
      defence: "knows that personal accounts have no tenant of their own",
      file: "gateway/pages/admin-consent.ts",
      find: " || name === personalTenantId",
      put: "",
      noticedBy: inPages("site-pages"),
    },
    {
      defence: "refuses a parameter that comes twice",
      file: "gateway/pages/register-pages.ts",
      find: "readableParameters(query, maxQueryBytes)",
      put: "new URLSearchParams(query)",
      noticedBy: inPages("site-pages"),
    },
    {
      defence: "repeats nothing of Entra's words but a number",
      file: "gateway/pages/consented-page.ts",
      find: "/^AADSTS\\d{1,9}\\b/",
      put: "/AADSTS\\d+/",
      noticedBy: inPages("consented"),
    },
    {
      defence: "keeps its address to itself under a foreign name",
      file: "gateway/pages/readable-refusals.ts",
      find: 'if (place === "foreign_host")',
      put: "if (title === undefined)",
      noticedBy: inPages("readable-refusals"),
    },
    {
      defence: "answers programs by what they understand",
      file: "gateway/pages/readable-refusals.ts",
      find: '(headers.accept ?? "").includes("text/html")',
      put: "headers !== undefined",
      noticedBy: inPages("readable-refusals"),
    },
    {
      defence: "answers other origins by what their pages understand",
      file: "gateway/pages/readable-refusals.ts",
      find: 'request.headers.origin === undefined ? "foreign_host" : undefined',
      put: '"foreign_host"',
      noticedBy: inPages("readable-refusals"),
    },
  ],
};
