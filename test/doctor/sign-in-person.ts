import { checkGateway } from "#gateway/doctor/check-gateway.ts";
import type { Person } from "#gateway/doctor/sign-in-once.ts";
import { createBrowser, type Page } from "#test/support/sign-in/browser.ts";
import { goThrough } from "#test/support/sign-in/person.ts";
import type { SetUp } from "./set-up.ts";

const mayOnlyGoBack = ({ text }: Page) => /only an admin can grant/.test(text);

/** As `personWith`, in a browser on another machine: the last page can't be shown there, and its address is pasted. */
export const personElsewhere = (account: string) => ({
  open: (address: string, type: (line: string) => void) =>
    void goToLastPage(account, address).then(({ href }) => type(href)),
});

/** Where the sign-in leads the browser in the end. */
async function goToLastPage(account: string, address: string): Promise<URL> {
  const browser = createBrowser({ isHandedOver: ({ pathname }) => pathname === "/callback" });
  const landing = await browser.open(new URL(address));
  return await goThrough(browser, landing, { account, declines: mayOnlyGoBack });
}

/** Opens the doctor's address, goes on from page to page, and types the number of a page of Microsoft's. */
export function personWith(account: string): Person {
  const { promise: typed, resolve, reject } = Promise.withResolvers<number>();
  return {
    typed,
    open: (address) =>
      void goToLastPage(account, address)
        .then(fetch)
        .catch((error: Error) => {
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
