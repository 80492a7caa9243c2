import { afterAll, afterEach, describe, expect } from "vitest";
import { checkGateway } from "#gateway/doctor/check-gateway.ts";
import { test } from "#test/support/shared-stack.ts";
import { createBrowser } from "#test/support/sign-in/browser.ts";
import { goThrough } from "#test/support/sign-in/person.ts";
import { membersWithMail } from "#test/support/tool-answers.ts";
import { type SetUp, startSetUp } from "./set-up.ts";

let setUp: SetUp;
let account: string;
test.beforeAll(async ({ stack }) => {
  setUp = await startSetUp(stack);
  const [found] = await membersWithMail(stack.fake);
  account = found.userPrincipalName;
});
afterEach(() => setUp.mend());
afterAll(() => setUp.close());

/** What the three checks say when a person opens the address, or types what Microsoft's page shows. */
async function signInAndTell(typed?: number): Promise<string[]> {
  const browser = createBrowser({ isHandedOver: ({ pathname }) => pathname === "/callback" });
  const open = async (address: string) => {
    const back = await goThrough(browser, await browser.open(new URL(address)), { account });
    await fetch(back);
  };
  const { promise: never } = Promise.withResolvers<number>();
  const person = {
    open: (address: string) => void (typed === undefined && open(address)),
    typed: typed === undefined ? never : Promise.resolve(typed),
  };
  const { results } = await checkGateway({ environment: setUp.gateway, person });
  return results.slice(-3).map(({ check, state, says }) => `${check}: ${state}: ${says}`);
}

describe("a sign-in of the doctor's", () => {
  test("shows that redirects and consent are right", async () => {
    expect(await signInAndTell()).toEqual([
      "redirects: ok: Entra takes them",
      "consent: ok: given",
      "person: ok: signed in",
    ]);
  });

  test("names a redirect address that Entra does not know, by the number on Microsoft's page", async () => {
    const [redirects, ...others] = await signInAndTell(50_011);
    expect(redirects).toMatch(/^redirects: problem: .*redirect URI.*\(AADSTS50011\)$/);
    expect(others).toEqual([
      'consent: not checked: "redirects" comes first',
      'person: not checked: "redirects" comes first',
    ]);
  });

  test("names a person who is not assigned, by the number on Microsoft's page", async () => {
    expect(await signInAndTell(50_105)).toEqual([
      'redirects: not checked: "person" comes first',
      'consent: not checked: "person" comes first',
      expect.stringMatching(/^person: problem: .*assigned.*\(AADSTS50105\)$/),
    ]);
  });

  test("names a consent that Entra misses, which proves the redirect address", async () => {
    const { control } = setUp.stack.fake;
    await control.addRule({ door: "entra", match: { grant: "code", method: "POST" }, response: { aadsts: 65_001 } });
    expect(await signInAndTell()).toEqual([
      "redirects: ok: Entra takes them",
      expect.stringMatching(/^consent: problem: .*\(AADSTS65001\)$/),
      'person: not checked: "consent" comes first',
    ]);
  });

  test("blames and praises nothing for a number that nobody knows", async () => {
    expect(await signInAndTell(99_999)).toEqual([
      'redirects: not checked: "person" comes first',
      'consent: not checked: "person" comes first',
      "person: unknown: Microsoft's page shows AADSTS99999",
    ]);
  });
});
