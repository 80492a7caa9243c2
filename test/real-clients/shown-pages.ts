import { adminPage, askedTenant, consentedPage } from "#gateway/pages/admin-page.ts";
import { homePage } from "#gateway/pages/home-page.ts";
import { type Language, words } from "#gateway/pages/language.ts";
import type { PageSite } from "#gateway/pages/page-site.ts";
import { lostPage, lostPlaces } from "#gateway/pages/readable-refusals.ts";
import { failures, failureWords } from "#gateway/sign-in/entra/entra-answer.ts";
import { consentPage, leavePage, type PageProblem, problemPage, refusedPage } from "#gateway/sign-in/sign-in-pages.ts";

const loopback = "http://127.0.0.1:33418/callback";
const cursor = "cursor://anysphere.cursor-mcp/oauth/callback";

const publicUrl = "https://mcp.example.com/mcp";
const site: PageSite = {
  identity: { publicUrl, appIdUri: publicUrl, authorityHost: "https://login.microsoftonline.com" },
  serverAppId: "11111111-2222-4333-8444-555555555555",
  clientAppId: "66666666-7777-4888-9999-000000000000",
  graphBaseUrl: "https://graph.microsoft.com",
  egressAddresses: ["203.0.113.10", "203.0.113.64/28"],
  helpUrl: "https://help.example.com/m365",
};
const withoutSignIn: PageSite = { ...site, clientAppId: undefined, egressAddresses: [], helpUrl: undefined };

type Pages = Readonly<Record<string, string>>;

function signInPages(language: Language): Pages {
  const rest = { language, server: publicUrl, approvePath: "/mcp/oauth/approve", ticket: "x", query: {} };
  const problems = Object.keys(words[language].problems) as PageProblem[];
  const adminUrl = "https://mcp.example.com/admin";
  const failure = failures.get(53_003);
  const refused = failure === undefined ? "" : failureWords(failure, language, { callback: loopback, adminUrl });
  return {
    program: consentPage({ ...rest, clientName: "Codex", redirectUri: loopback, profile: "loopback" }),
    longName: consentPage({ ...rest, clientName: "W".repeat(60), redirectUri: loopback, profile: "loopback" }),
    published: consentPage({
      ...rest,
      clientName: "Codex",
      clientHost: `${"long-name-of-a-host".repeat(3)}.example.com`,
      redirectUri: loopback,
      profile: "loopback",
    }),
    nameless: consentPage({ ...rest, clientName: "", redirectUri: loopback, profile: "loopback" }),
    known: consentPage({ ...rest, clientName: "", redirectUri: "https://claude.ai/x", profile: "claude" }),
    app: consentPage({ ...rest, clientName: "Cursor", redirectUri: cursor, profile: "cursor" }),
    toMicrosoft: leavePage(language, "microsoft", "https://login.example.com/authorize"),
    toClient: leavePage(language, "client", cursor),
    refused: refusedPage(language, { words: refused, adminUrl, aadsts: 53_003, url: loopback }, site.helpUrl),
    ...Object.fromEntries(problems.map((problem) => [problem, problemPage(language, problem, site.helpUrl)])),
  };
}

function sitePages(language: Language): Pages {
  return {
    home: homePage(site, language),
    homeAtEntra: homePage(withoutSignIn, language),
    admin: adminPage(site, language, undefined),
    adminOfTenant: adminPage(site, language, askedTenant("contoso.onmicrosoft.com")),
    adminOfLongTenant: adminPage(site, language, askedTenant(`${"a".repeat(63)}.${"b".repeat(63)}.example`)),
    adminAtEntra: adminPage(withoutSignIn, language, askedTenant("contoso.onmicrosoft.com")),
    adminOfNobody: adminPage(site, language, askedTenant("?")),
    consented: consentedPage(site, language, undefined),
    notConsented: consentedPage(site, language, "AADSTS65004"),
    ...Object.fromEntries(lostPlaces.map((place) => [place, lostPage(site, language, place)])),
  };
}

/** Every page that a person can see, as it is sent, by name. */
export const pagesIn = (language: Language): Pages => ({ ...signInPages(language), ...sitePages(language) });
