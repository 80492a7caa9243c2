import type { Chromium, Context, ContextOptions, Tab } from "./playwright.ts";

/** A browser that nobody has used before. */
export const newContext = (chromium: Chromium, options: Partial<ContextOptions> = {}): Promise<Context> =>
  // The fake Entra's certificate, and the one of a test, are from an authority of their own.
  chromium.newContext({ ignoreHTTPSErrors: true, locale: "en-GB", ...options });

/** Buttons of the connector's page, and of Entra's. */
export const buttons = {
  approve: 'button[value="approve"]',
  cancel: 'button[value="cancel"]',
  account: (account: string) => `button[value="${account}"]`,
} as const;

/** Resolves when the browser asks for an address of the client's, and that has been answered or nobody listens. */
export async function answerAt(tab: Tab, redirectUri: string): Promise<URL> {
  const request = await tab.waitForRequest((sent) => sent.url().startsWith(`${redirectUri}?`));
  await request.response();
  return new URL(request.url());
}

/** What a person does in Chromium at an address that a client opened. */
export type Person = ReturnType<typeof createPerson>;

/** A person in a browser that nobody has used before. */
export function createPerson(chromium: Chromium, account: string) {
  return {
    /**
     * Presses the page's button, picks the own account at Entra, and waits until the browser is back at the client.
     * @returns the address of the client's at which it is
     */
    async signIn(address: string): Promise<URL> {
      const context = await newContext(chromium);
      try {
        const tab = await context.newPage();
        const back = answerAt(tab, new URL(address).searchParams.get("redirect_uri") ?? "");
        // Awaited below. Should a step before fail, nobody would handle its rejection.
        back.catch(() => undefined);
        await tab.goto(address);
        await tab.locator(buttons.approve).click();
        await tab.locator(buttons.account(account)).click();
        return await back;
      } finally {
        await context.close();
      }
    },
  };
}
