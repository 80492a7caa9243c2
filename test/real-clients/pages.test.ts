// Every page of the sign-in in a real browser, judged by axe.

import { afterAll, beforeAll, describe, expect } from "vitest";
import type { Language } from "#gateway/pages/language.ts";
import { pageHeaders } from "#gateway/pages/page.ts";
import { consentPage } from "#gateway/sign-in/pages/consent-page.ts";
import { leavePage, problemPage, refusedPage } from "#gateway/sign-in/pages/other-pages.ts";
import { type PageProblem, problemWords } from "#gateway/sign-in/pages/problems.ts";
import { skipWhen } from "#test/support/loud-skip.ts";
import { axeFindings, overflowPx } from "./chromium/dev-tools.ts";
import { newContext } from "./chromium/person.ts";
import { startWebServer, type WebServer } from "./chromium/web-server.ts";
import { browserProblem, programs } from "./programs.ts";
import { test } from "./real-site.ts";

const loopback = "http://127.0.0.1:33418/callback";
const cursor = "cursor://anysphere.cursor-mcp/oauth/callback";

/** Pages by name, as they are sent. */
function pagesIn(language: Language): Readonly<Record<string, string>> {
  const rest = { language, server: "https://m365.example.com/mcp", approvePath: "/mcp/oauth/approve", ticket: "x" };
  const problems = Object.keys(problemWords[language]) as PageProblem[];
  const refusal = "AADSTS53003: ".padEnd(300, "words that say what an admin has to do. ");
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
    refused: refusedPage(language, refusal, loopback),
    ...Object.fromEntries(problems.map((problem) => [problem, problemPage(language, problem)])),
  };
}

const pages = { en: pagesIn("en"), ja: pagesIn("ja") };
const names = Object.keys(pages.en);

describe("every page of the sign-in", skipWhen(browserProblem ?? programs.axe.missing), () => {
  let server: WebServer;
  beforeAll(async () => {
    server = await startWebServer(({ pathname }) => {
      const [, language, name = ""] = pathname.split("/");
      const body = language === "en" || language === "ja" ? pages[language][name] : undefined;
      return body === undefined ? undefined : { headers: pageHeaders, body };
    });
  });
  afterAll(() => server?.close());

  test.for([
    { language: "en", colorScheme: "light" },
    { language: "en", colorScheme: "dark" },
    { language: "ja", colorScheme: "light" },
    { language: "ja", colorScheme: "dark" },
  ] as const)(
    "has no finding of axe and fits a small phone: $language, $colorScheme",
    async ({ language, colorScheme }, { chromium }) => {
      const context = await newContext(chromium, { colorScheme });
      try {
        const tab = await context.newPage();
        await tab.setViewportSize({ width: 320, height: 640 });
        const found: Record<string, unknown> = {};
        for (const name of names) {
          await tab.goto(`${server.origin}/${language}/${name}`);
          const findings = await axeFindings(context, tab);
          const overflow = await overflowPx(context, tab);
          if (findings.length > 0 || overflow > 0) found[name] = { findings, overflow };
        }
        expect(found).toEqual({});
      } finally {
        await context.close();
      }
    },
  );
});
