// The sign-in in a real browser, with the connector, Entra and the client at three sites: what form-action, SameSite,
// Refresh and the history do is Chromium's own.

import { afterAll, afterEach, describe, expect } from "vitest";
import { skipWhen } from "#test/support/loud-skip.ts";
import { watchScripts } from "./chromium/dev-tools.ts";
import { answerAt, buttons, newContext } from "./chromium/person.ts";
import type { Context, Cookie, Tab } from "./chromium/playwright.ts";
import { type SecureSite, startSecureSite } from "./chromium/secure-site.ts";
import { startWebServer, type WebServer } from "./chromium/web-server.ts";
import { browserProblem } from "./programs.ts";
import { test } from "./real-site.ts";

describe("a sign-in in Chromium", skipWhen(browserProblem), () => {
  let site: SecureSite;
  let client: WebServer;
  let redirectUri: string;
  let entra: string;
  let context: Context;

  test.beforeAll(async ({ stack }) => {
    site = await startSecureSite(stack);
    entra = new URL(stack.fake.authorityHost).origin;
    const html = { "content-type": "text/html" };
    client = await startWebServer(({ pathname, searchParams }) => {
      const to = searchParams.get("to")?.replaceAll("&", "&amp;") ?? "";
      if (pathname === "/callback") return { headers: html, body: "You can close this page." };
      if (pathname === "/link") return { headers: html, body: `<a href="${to}">sign in</a>` };
      return pathname === "/frame" ? { headers: html, body: `<iframe src="${to}"></iframe>` } : undefined;
    });
    redirectUri = `${client.origin}/callback`;
  }, 180_000);
  afterAll(() => Promise.all([site?.close(), client?.close()]));
  test.beforeEach(async ({ chromium }) => {
    context = await newContext(chromium);
  });
  afterEach(() => context.close());

  const at = (page: "link" | "frame", to: string) => `${client.origin}/${page}?${new URLSearchParams({ to })}`;
  const cookies = async (): Promise<Cookie[]> => (await context.cookies(site.mcpUrl)) as Cookie[];
  const flowCookies = async () => (await cookies()).filter(({ name }) => name.startsWith("__Host-m365-in-"));
  const toEntra = (tab: Tab) => tab.waitForURL(({ origin }) => origin === entra);

  /** As from an app in a browser: by a link of another site. */
  async function openFromElsewhere(state: string): Promise<Tab> {
    const tab = await context.newPage();
    await tab.goto(at("link", await site.signInAddress({ redirectUri, state })));
    await tab.locator("a").click();
    await tab.locator(buttons.approve).waitFor();
    return tab;
  }

  async function finish(tab: Tab): Promise<URL> {
    const back = answerAt(tab, redirectUri);
    back.catch(() => undefined); // awaited below
    await tab.locator(buttons.account(site.account)).click();
    return await back;
  }

  const expectCode = (answer: URL, state: string) => {
    const { code, ...rest } = Object.fromEntries(answer.searchParams);
    expect(rest).toEqual({ state, iss: site.mcpUrl });
    expect(code).toMatch(/^[\w-]+$/);
  };

  test("asks nobody but the connector and Entra, and runs no script", async () => {
    const asked = new Map<string, string>();
    context.on("request", (sent) => asked.set(`${sent.resourceType()} ${new URL(sent.url()).origin}`, sent.url()));
    const tab = await context.newPage();
    const scripts = await watchScripts(context, tab);
    await tab.goto(await site.signInAddress({ redirectUri, state: "s1" }));
    await tab.locator(buttons.approve).click();
    await toEntra(tab);
    expectCode(await finish(tab), "s1");
    const origins = [new URL(site.mcpUrl).origin, entra, client.origin];
    expect([...asked.keys()].toSorted()).toEqual(origins.map((origin) => `document ${origin}`).toSorted());
    expect(scripts).toEqual([]);
  });

  test("is remembered in cookies of this host alone, Secure, HttpOnly and Lax, until it ends", async () => {
    const tab = await openFromElsewhere("s1");
    const kept = { path: "/", secure: true, httpOnly: true, sameSite: "Lax" };
    expect(await cookies()).toEqual([expect.objectContaining({ ...kept, name: "__Host-m365-ask" })]);
    await tab.locator(buttons.approve).click();
    await toEntra(tab);
    expect(await flowCookies()).toEqual([expect.objectContaining(kept)]);
    await finish(tab);
    expect(await flowCookies()).toEqual([]);
  });

  test("goes on in each of two tabs that another site opened, whichever is finished first", async () => {
    const first = await openFromElsewhere("first");
    const second = await openFromElsewhere("second");
    for (const tab of [first, second]) {
      await tab.locator(buttons.approve).click();
      await toEntra(tab);
    }
    expectCode(await finish(second), "second");
    expectCode(await finish(first), "first");
  });

  test("goes on after Back and another press of the button", async () => {
    const tab = await openFromElsewhere("s1");
    await tab.locator(buttons.approve).click();
    await toEntra(tab);
    while (new URL(tab.url()).origin === entra || !tab.url().includes("/oauth/authorize")) await tab.goBack();
    await tab.locator(buttons.approve).click();
    await toEntra(tab);
    expectCode(await finish(tab), "s1");
  });

  test("goes on after a double click", async () => {
    const tab = await openFromElsewhere("s1");
    await tab.locator(buttons.approve).dblclick();
    await toEntra(tab);
    expectCode(await finish(tab), "s1");
  });

  test("that is cancelled tells the client so", async () => {
    const tab = await openFromElsewhere("s1");
    const back = answerAt(tab, redirectUri);
    back.catch(() => undefined); // awaited below
    await tab.locator(buttons.cancel).click();
    expect(Object.fromEntries((await back).searchParams)).toMatchObject({ error: "access_denied", state: "s1" });
  });

  test("can't be finished twice: Entra's answer, sent again, leads to a page and not to the client", async () => {
    const callbacks: string[] = [];
    context.on("request", (sent) => {
      if (sent.url().startsWith(`${site.mcpUrl}/oauth/callback?`)) callbacks.push(sent.url());
    });
    const tab = await openFromElsewhere("s1");
    await tab.locator(buttons.approve).click();
    await toEntra(tab);
    await finish(tab);
    const before = client.asked.length;
    await tab.goto(callbacks[0] ?? "");
    expect(await tab.title()).toBe("This sign-in is over");
    expect(client.asked.length).toBe(before);
  });

  test("can't be shown in a frame of another site", async () => {
    const tab = await context.newPage();
    await tab.goto(at("frame", await site.signInAddress({ redirectUri, state: "s1" })));
    // The page around it has loaded before the refused frame shows its error page.
    const framed = () => tab.frames().map((frame) => frame.url());
    await expect.poll(framed).toEqual([expect.any(String), "chrome-error://chromewebdata/"]);
  });

  test("ends at a page with a link where the client's address is a scheme that nothing opens", async () => {
    const cursor = "cursor://anysphere.cursor-mcp/oauth/callback";
    const tab = await context.newPage();
    await tab.goto(await site.signInAddress({ redirectUri: cursor, state: "s1" }));
    await tab.locator(buttons.approve).click();
    await tab.locator(buttons.account(site.account)).click();
    await tab.locator(`a[href^="${cursor}?code="]`).waitFor();
    expect(await tab.title()).toBe("Back to your app");
  });
});
