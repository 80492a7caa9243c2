import { checkGateway } from "#gateway/doctor/check-gateway.ts";
import type { Person } from "#gateway/doctor/sign-in-once.ts";
import { createBrowser, type Page } from "#test/support/sign-in/browser.ts";
import { goThrough } from "#test/support/sign-in/person.ts";
import type { SetUp } from "./set-up.ts";

const mayOnlyGoBack = ({ text }: Page) => /only an admin can grant/.test(text);

/** Opens the doctor's address, goes on from page to page, and types the number of a page of Microsoft's. */
export function personWith(account: string): Person {
  const { promise: typed, resolve, reject } = Promise.withResolvers<number>();
  const browser = createBrowser({ isHandedOver: ({ pathname }) => pathname === "/callback" });
  async function signIn(address: string): Promise<void> {
    const landing = await browser.open(new URL(address));
    const back = await goThrough(browser, landing, { account, declines: mayOnlyGoBack });
    await fetch(back);
  }
  return {
    typed,
    open: (address) =>
      void signIn(address).catch((error: Error) => {
        const number = /AADSTS(\d+)/.exec(error.message)?.[1];
        if (number === undefined) reject(error);
        else resolve(Number(number));
      }),
  };
}

/** The checks that only a sign-in makes, for a person who signs in. */
export async function signInChecks({ gateway }: SetUp, person: Person) {
  const { results } = await checkGateway({ environment: gateway, person });
  return results.slice(results.findIndex(({ check }) => check === "redirects"));
}
