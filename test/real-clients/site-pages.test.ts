// The pages of a running gateway in a real browser: what an admin does there, up to the consent at Entra and back.

import { afterEach, describe, expect } from "vitest";
import { z } from "zod";
import { skipWhen } from "#test/support/loud-skip.ts";
import { evaluate, watchScripts } from "./chromium/dev-tools.ts";
import { createKeyboard, focusable } from "./chromium/keyboard.ts";
import { newContext } from "./chromium/person.ts";
import type { Context, Tab } from "./chromium/playwright.ts";
import { browserProblem } from "./programs.ts";
import { test } from "./real-site.ts";

const paths = ["/", "/admin", "/admin?tenant=contoso.example", "/consented", "/mcp", "/nowhere", "/authorize"];

describe("the pages of a gateway in Chromium", skipWhen(browserProblem), () => {
  let origin: string;
  let context: Context;
  const appIds = { server: "", client: "" };

  test.beforeAll(async ({ stack: { fake }, site }) => {
    origin = new URL(site.mcpUrl).origin;
    const { serverApp, signInApp } = await fake.control.directory();
    await fake.control.registerRedirectUri(`${origin}/consented`, "web", serverApp.clientId);
    await fake.control.registerRedirectUri(`${origin}/consented`, "publicClient", signInApp.clientId);
    Object.assign(appIds, { server: serverApp.clientId, client: signInApp.clientId });
  }, 180_000);
  test.beforeEach(async ({ chromium }) => {
    context = await newContext(chromium);
  });
  afterEach(() => context.close());

  const textOf = async (tab: Tab) => {
    const devTools = await context.newCDPSession(tab);
    return z.string().parse(await evaluate(devTools, "undefined", "document.body.innerText"));
  };

  test("ask nobody but the gateway, and run no script", async () => {
    const asked: string[] = [];
    context.on("request", (sent) => asked.push(`${sent.resourceType()} ${new URL(sent.url()).origin}`));
    const tab = await context.newPage();
    const scripts = await watchScripts(context, tab);
    for (const path of paths) await tab.goto(`${origin}${path}`);
    expect(asked).toEqual(paths.map(() => `document ${origin}`));
    expect(scripts).toEqual([]);
  });

  test("are reached by Tab in the order in which they are read, with a mark on what has the focus", async () => {
    const tab = await context.newPage();
    for (const path of paths) {
      await tab.goto(`${origin}${path}`);
      const devTools = await context.newCDPSession(tab);
      const expected = z.array(z.string()).parse(await evaluate(devTools, "undefined", focusable));
      const { reached, unmarked } = await (await createKeyboard(context, tab)).walk(expected.length);
      expect([path, reached, unmarked]).toEqual([path, expected, []]);
    }
  });

  test("lead an admin by the keyboard alone through both consents, and back", async ({ site, stack: { fake } }) => {
    const { tenants } = await fake.control.directory();
    const domain = tenants.find(({ id }) => id === site.tenantId)?.domain ?? "";
    const tab = await context.newPage();
    await tab.goto(`${origin}/admin`);
    const keyboard = await createKeyboard(context, tab);
    await keyboard.reach("#tenant");
    await keyboard.type(domain);
    await keyboard.press("Enter");
    await tab.waitForURL(({ searchParams, hash }) => searchParams.get("tenant") === domain && hash === "#consent");

    const consent = async (clientId: string) => {
      const link = `a[href*="client_id=${clientId}"]`;
      await tab.locator(link).waitFor();
      await keyboard.reach(link);
      await keyboard.press("Enter");
      await tab.locator('a[href*="decision=accept"]').click();
      await tab.waitForURL(({ pathname, searchParams }) => {
        return pathname === "/consented" && searchParams.get("admin_consent") === "True";
      });
      expect(await tab.title()).toBe("After a consent, Microsoft leads here");
    };
    await consent(appIds.server);
    await tab.goto(`${origin}/admin?tenant=${domain}`);
    await consent(appIds.client);
  });

  test("say what Entra says when an admin declines", async ({ site }) => {
    const tab = await context.newPage();
    await tab.goto(`${origin}/admin?tenant=${site.tenantId}`);
    await tab.locator(`a[href*="client_id=${appIds.client}"]`).click();
    await tab.locator('a[href*="decision=decline"]').click();
    await tab.waitForURL(({ pathname }) => pathname === "/consented");
    expect(await textOf(tab)).toContain("AADSTS65004");
  });

  test("change their language by a link, and keep it from page to page", async () => {
    const tab = await context.newPage();
    await tab.goto(`${origin}/`);
    await tab.locator('a[hreflang="ja"]').click();
    await tab.waitForURL(({ searchParams }) => searchParams.get("lang") === "ja");
    await tab.locator('nav a[href^="/admin"]').click();
    await tab.waitForURL(({ pathname }) => pathname === "/admin");
    expect(await tab.title()).toBe("組織でコネクタを使用できるようにする");
  });
});
