import { afterAll, afterEach, describe, expect } from "vitest";
import type { CheckResult } from "#common/doctor/check.ts";
import { test } from "#test/support/shared-stack.ts";
import { membersWithMail } from "#test/support/tool-answers.ts";
import { brokenRegistrations } from "./broken-registrations.ts";
import { type SetUp, startSetUp } from "./set-up.ts";
import { personWith, signInChecks } from "./sign-in-person.ts";

let setUp: SetUp;
let account: string;
test.beforeAll(async ({ stack }) => {
  setUp = await startSetUp(stack);
  const [found] = await membersWithMail(stack.fake);
  account = found.userPrincipalName;
});
afterEach(() => setUp.mend());
afterAll(() => setUp.close());

const told = (results: readonly CheckResult[]) =>
  results.map(({ check, state, says }) => `${check}: ${state}: ${says}`);

/** What the checks say when a person signs in, or types what Microsoft's page shows. */
async function signInAndTell(typed?: number): Promise<string[]> {
  const person = typed === undefined ? personWith(account) : { open: () => undefined, typed: Promise.resolve(typed) };
  return told(await signInChecks(setUp, person));
}

describe("a sign-in of the doctor's", () => {
  test("shows that redirects and consent are right", async () => {
    expect(await signInAndTell()).toEqual([
      "redirects: ok: Entra takes them",
      "server app: ok: its tokens have idtyp and acct",
      "consent: ok: given",
      "person: ok: signed in",
    ]);
  });

  test("names a redirect address that Entra does not know, by the number on Microsoft's page", async () => {
    const [redirects, ...others] = await signInAndTell(50_011);
    expect(redirects).toMatch(/^redirects: problem: .*redirect URI.*\(AADSTS50011\)$/);
    expect(others).toEqual([
      'server app: not checked: "redirects" comes first',
      'consent: not checked: "redirects" comes first',
      'person: not checked: "redirects" comes first',
    ]);
  });

  test("names a person who is not assigned, by the number on Microsoft's page", async () => {
    expect(await signInAndTell(50_105)).toEqual([
      'redirects: not checked: "person" comes first',
      'server app: not checked: "person" comes first',
      'consent: not checked: "person" comes first',
      expect.stringMatching(/^person: problem: .*assigned.*\(AADSTS50105\)$/),
    ]);
  });

  test("names a consent that Entra misses, which proves the redirect address", async () => {
    const { control } = setUp.stack.fake;
    await control.addRule({ door: "entra", match: { grant: "code", method: "POST" }, response: { aadsts: 65_001 } });
    expect(await signInAndTell()).toEqual([
      "redirects: ok: Entra takes them",
      'server app: not checked: "consent" comes first',
      expect.stringMatching(/^consent: problem: .*\(AADSTS65001\)$/),
      'person: not checked: "consent" comes first',
    ]);
  });

  test("blames and praises nothing for a number that nobody knows", async () => {
    expect(await signInAndTell(99_999)).toEqual([
      'redirects: not checked: "person" comes first',
      'server app: not checked: "person" comes first',
      'consent: not checked: "person" comes first',
      "person: unknown: Microsoft's page shows AADSTS99999",
    ]);
  });
});

describe("a sign-in of the doctor's, with a registration of which one thing is wrong,", () => {
  test.each(brokenRegistrations.map((broken) => [broken.what, broken] as const))(
    "names %s, and blames nothing else",
    async (_what, { blames, says, spoil }) => {
      await spoil(setUp);
      const results = await signInChecks(setUp, personWith(account));
      const blamed = results.filter(({ state }) => state !== "ok" && state !== "not checked");
      expect(blamed).toEqual([
        { check: blames, state: "problem", says: expect.stringMatching(says), mend: expect.any(String) },
      ]);
    },
  );
});
