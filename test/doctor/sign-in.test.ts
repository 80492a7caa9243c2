import { afterAll, afterEach, describe, expect } from "vitest";
import type { CheckResult } from "#common/doctor/check.ts";
import { registeredPermissions } from "#test/fake-tenant/data/registered-permissions.ts";
import { test } from "#test/support/shared-stack.ts";
import { membersWithMail } from "#test/support/tool-answers.ts";
import { checkWorkers } from "#workers/doctor/check-workers.ts";
import { personsToken } from "#workers/graph-check/read-token.ts";
import { brokenRegistrations } from "./broken-registrations.ts";
import { runDoctor } from "./run-command.ts";
import { type SetUp, startSetUp } from "./set-up.ts";
import { personElsewhere, personWith, signInChecks } from "./sign-in-person.ts";

let setUp: SetUp;
let account: string;
test.beforeAll(async ({ stack }) => {
  setUp = await startSetUp(stack);
  const [found] = await membersWithMail(stack.fake);
  account = found.userPrincipalName;
});
afterEach(() => setUp.fix());
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

describe("what a person may read", () => {
  const rows = (results: readonly CheckResult[], ...checks: string[]) =>
    told(results).filter((row) => checks.some((check) => row.startsWith(`${check}: `)));

  test("is told by npm run doctor, with what the tenant lacks and what their Microsoft 365 does", async () => {
    const lacking = "Calendars.Read.Shared";
    await setUp.stack.fake.control.setGrants(
      setUp.tenantId,
      registeredPermissions.filter((name) => name !== lacking),
    );
    const { said, problems, code, processes } = await runDoctor(setUp, ["--sign-in", "--json"], personWith(account));
    // No token, whose text begins so, is shown, nor to be seen in a command line or an environment.
    expect(`${said}${problems}${processes}`).not.toMatch(/eyJ[\w-]+\.eyJ/);
    if (process.platform === "linux") expect(processes).toContain("--with-token");
    const [, workers] = JSON.parse(said).sections;
    expect(rows(workers.results, "exchange", "permissions")).toEqual([
      `exchange: ok: Entra accepts it in tenant ${setUp.tenantId}`,
      expect.stringMatching(/^permissions: ok: .*Mail\.Read, /),
      `permissions: problem: ${lacking} is not granted: other people's calendars`,
    ]);
    const [whole, requests, ...others] = rows(workers.results, "graph-check");
    expect(whole).toMatch(/^graph-check: ok: \d+ assumptions: \d+ hold, /);
    expect(requests).toMatch(/^graph-check: ok: \d+ requests: \d+ answered, /);
    expect(others.filter((row) => !/^graph-check: ok: \w\d+ .*: does not hold, fallback taken: /.test(row))).toEqual(
      [],
    );
    expect(code).toBe(1);
  }, 300_000);

  test("is told, too, where the browser is elsewhere, and the address of its last page is pasted", async () => {
    const { said } = await runDoctor(setUp, ["gateway", "--sign-in"], personElsewhere(account));
    expect(said).toMatch(/^ {2}person {13}ok {11}signed in$/m);
  }, 300_000);

  test("is nothing where the Server app has no consent, which is one line with the link", async () => {
    const { control } = setUp.stack.fake;
    const [person] = await membersWithMail(setUp.stack.fake);
    const token = personsToken(await control.mintToken({ userId: person.id }), Date.now());
    await control.setGrants(setUp.tenantId, []);
    const { results } = await checkWorkers({ environment: setUp.workers, person: { token, wanted: ["Mail.Read"] } });
    expect(rows(results, "exchange", "permissions", "graph-check")).toEqual([
      `exchange: ok: Entra accepts it in tenant ${setUp.tenantId}`,
      expect.stringMatching(/^permissions: problem: the Server app has no consent/),
      'graph-check: not checked: "permissions" comes first',
    ]);
    expect(results.find(({ check }) => check === "permissions")?.fix).toMatch(/: https:\S+\/adminconsent\?client_id=/);
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
        { check: blames, state: "problem", says: expect.stringMatching(says), fix: expect.any(String) },
      ]);
    },
  );
});
