import { type BrowserStep, createBrowser } from "#test/support/sign-in/browser.ts";
import { goThrough } from "#test/support/sign-in/person.ts";

/** What a person does in the browser: opens the sign-in page and comes back with what it says. */
export type Browser = (signInPage: URL) => Promise<URLSearchParams>;

/**
 * A browser in which this person picks the account and agrees, from page to page, until one leads back to the client.
 * Nobody listens at the redirect address; a real client would.
 * @returns the query of that redirect
 * @throws when a page leads nowhere, with what it says
 */
export function browserOf(account: string, onStep: (step: BrowserStep) => void = () => undefined): Browser {
  return async (signInPage) => {
    const redirectUri = signInPage.searchParams.get("redirect_uri") ?? "";
    const browser = createBrowser({ onStep, isHandedOver: (url) => url.origin + url.pathname === redirectUri });
    const { searchParams } = await goThrough(browser, await browser.open(signInPage), { account });
    return searchParams;
  };
}
