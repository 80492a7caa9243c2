import type { HttpStep } from "./sign-in.ts";

/** What a person does in the browser: opens the sign-in page and comes back with what it says. */
export type Browser = (signInPage: URL) => Promise<URLSearchParams>;

/**
 * A browser in which this person is signed in already: picks the account and follows the redirect, whose query it
 * gives. Nobody listens at the redirect address; a real client would.
 * @throws when the page does not redirect, with what it says
 */
export function browserOf(loginHint: string, onStep: (step: HttpStep) => void = () => undefined): Browser {
  return async (signInPage) => {
    const page = new URL(signInPage);
    page.searchParams.set("login_hint", loginHint);
    const response = await fetch(page, { redirect: "manual" });
    onStep({ method: "GET", url: page, status: response.status });
    const location = response.headers.get("location");
    if (location !== null) return new URL(location).searchParams;
    throw new Error(`The sign-in page did not redirect (${response.status}): ${textOf(await response.text())}`);
  };
}

const textOf = (html: string) =>
  html
    .replaceAll(/<style>.*?<\/style>|<[^>]+>/gs, " ")
    .replaceAll(/\s+/g, " ")
    .trim();
