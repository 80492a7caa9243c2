import { alike, area } from "../removal.ts";

const inPages = (...names: string[]) => names.map((name) => `test/unit/gateway/pages/${name}`);

export const pages = area("the pages for people", [
  ...alike({ file: "gateway/pages/register-pages.ts", noticedBy: inPages("site-pages") }, [
    {
      defence: "serves pages under its own name only",
      find: "    registerHostCheck(pages, { publicUrl, metrics, audit });\n",
    },
    {
      defence: "keeps its pages from being stored, framed or sniffed",
      find: "    secureAnswers(pages);\n",
    },
  ]),
  ...alike({ file: "gateway/pages/admin-page.ts", noticedBy: inPages("site-pages") }, [
    {
      defence: "makes links of names of tenants only",
      find: "tenantId.test(name) || domain.test(name) ? name : undefined",
      put: "name",
    },
    { defence: "knows that personal accounts have no tenant of their own", find: " || name === personalTenantId" },
  ]),
  {
    defence: "refuses a parameter that comes twice",
    file: "gateway/pages/register-pages.ts",
    find: "readableParameters(query, maxQueryBytes)",
    put: "new URLSearchParams(query)",
    noticedBy: inPages("site-pages"),
  },
  {
    defence: "repeats nothing of Entra's words but a number",
    file: "gateway/pages/admin-page.ts",
    find: "/^AADSTS\\d{1,9}\\b/",
    put: "/AADSTS\\d+/",
    noticedBy: inPages("consented"),
  },
  ...alike({ file: "gateway/pages/readable-refusals.ts" }, [
    {
      defence: "keeps its address to itself under a foreign name",
      find: 'if (place === "foreign_host")',
      put: "if (title === undefined)",
    },
    {
      defence: "answers programs by what they understand",
      find: '(headers.accept ?? "").includes("text/html")',
      put: "headers !== undefined",
    },
    {
      defence: "answers other origins by what their pages understand",
      find: 'request.headers.origin === undefined ? "foreign_host" : undefined',
      put: '"foreign_host"',
    },
  ]),
]);
