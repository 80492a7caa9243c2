// Every page in a real browser, judged by axe. How each looks is in .cache/pages, for a person to look at.

import { join } from "node:path";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { pageHeaders } from "#gateway/pages/page.ts";
import { root } from "#test/bootstrap/paths.mjs";
import { skipWhen } from "#test/support/loud-skip.ts";
import { axeFindings, overflowPx, tornParts, unfold } from "./chromium/dev-tools.ts";
import { newContext } from "./chromium/person.ts";
import { startWebServer, type WebServer } from "./chromium/web-server.ts";
import { browserProblem, programs } from "./programs.ts";
import { test } from "./real-site.ts";
import { pagesIn } from "./shown-pages.ts";

const pages = { en: pagesIn("en"), ja: pagesIn("ja") };
const names = Object.keys(pages.en);

describe("every page", skipWhen(browserProblem ?? programs.axe.missing), () => {
  let server: WebServer;
  beforeAll(async () => {
    server = await startWebServer(({ pathname }) => {
      const [, language, name = ""] = pathname.split("/");
      const body = language === "en" || language === "ja" ? pages[language][name] : undefined;
      return body === undefined ? undefined : { headers: pageHeaders, body };
    });
  });
  afterAll(() => server?.close());

  // Colours depend on the scheme alone, and widths on the language alone: each pair of both is not needed.
  test.for([
    { language: "en", colorScheme: "light" },
    { language: "ja", colorScheme: "dark" },
  ] as const)(
    "has no finding of axe, fits a small phone and a window, and stands there whole: $language, $colorScheme",
    async ({ language, colorScheme }, { chromium }) => {
      const context = await newContext(chromium, { colorScheme });
      try {
        const tab = await context.newPage();
        const found: Record<string, unknown> = {};
        for (const name of names) {
          await tab.goto(`${server.origin}/${language}/${name}`);
          await tab.screenshot({
            path: join(root, ".cache/pages", `${language}-${colorScheme}`, `${name}.png`),
            fullPage: true,
          });
          await unfold(context, tab);
          for (const width of [320, 800]) {
            await tab.setViewportSize({ width, height: 640 });
            const findings = await axeFindings(context, tab);
            const overflow = await overflowPx(context, tab);
            const torn = await tornParts(context, tab);
            const isFine = findings.length === 0 && overflow === 0 && torn.length === 0;
            if (!isFine) found[`${name} ${width}`] = { findings, overflow, torn };
          }
        }
        expect(found).toEqual({});
      } finally {
        await context.close();
      }
    },
  );
});
