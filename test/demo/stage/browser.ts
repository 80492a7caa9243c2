/** One HTTP exchange of a sign-in. */
export interface HttpStep {
  method: string;
  url: URL;
  status: number;
}

/** What a person does in the browser: opens the sign-in page and comes back with what it says. */
export type Browser = (signInPage: URL) => Promise<URLSearchParams>;

/** More pages than these on the way would be a loop. */
const maxPages = 3;

/**
 * A browser in which this person is signed in already: picks the account and follows the redirects, from page to page
 * that asks to sign in, until one leads back to the client. Nobody listens at the redirect address; a real client
 * would.
 * @returns the query of that redirect
 * @throws when a page does not redirect, with what it says
 */
export function browserOf(loginHint: string, onStep: (step: HttpStep) => void = () => undefined): Browser {
  return async (signInPage) => {
    let page = new URL(signInPage);
    for (let pages = 0; pages < maxPages; pages += 1) {
      page.searchParams.set("login_hint", loginHint);
      const response = await fetch(page, { redirect: "manual" });
      onStep({ method: "GET", url: page, status: response.status });
      const location = response.headers.get("location");
      if (location === null) {
        throw new Error(`The sign-in page did not redirect (${response.status}): ${textOf(await response.text())}`);
      }
      page = new URL(location);
      if (!page.searchParams.has("redirect_uri")) return page.searchParams;
    }
    throw new Error("The sign-in page leads from one to the next.");
  };
}

const textOf = (html: string) =>
  html
    .replaceAll(/<style>.*?<\/style>|<[^>]+>/gs, " ")
    .replaceAll(/\s+/g, " ")
    .trim();
