// T16: another user's token from an exchange or the cache — the identity in every result is compared with the caller's,
// and the cache key covers tenant, user, sign-in and scopes.

import fc from "fast-check";
import { decodeJwt } from "jose";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { ToolError } from "#common/errors.ts";
import { readableToken } from "#test/fake-tenant/entra/issue-tokens.ts";
import { runs } from "#test/support/property-runs.ts";
import { openObo, ownTenant } from "#test/unit/own-tenant.ts";
import { createGraphTokenCache, type TokenSubject } from "#workers/auth/graph-token.ts";
import type { GraphToken, OnBehalfOf } from "#workers/auth/on-behalf-of.ts";
import { assertSameIdentity } from "#workers/auth/token-claims.ts";
import { asserted, type SignedIn, signIn } from "./obo-fixture.ts";

const { tenant, tenants } = await ownTenant();
for (const { id } of tenants) await tenant.control.setGrants(id, ["Mail.Read"]);
const userIds = tenants.flatMap(({ users }) => users.filter((user) => !user.isSharedMailbox).map(({ id }) => id));

let obo: OnBehalfOf;
let count: Awaited<ReturnType<typeof openObo>>["count"];
let log: Awaited<ReturnType<typeof openObo>>["log"];

beforeEach(async () => {
  await tenant.control.resetScript();
  await tenant.control.resetStats();
  ({ obo, count, log } = await openObo(tenant));
});

/** Of sign-ins, and how often each of them calls at once. All connect at once, within what a busy machine can do. */
const [waves, signInsEach, callsEach] = [runs(40), 10, runs(500)];

function belongsTo({ accessToken }: GraphToken, { caller }: SignedIn): boolean {
  const { tid, oid } = decodeJwt<{ tid: string; oid: string }>(readableToken(accessToken));
  return tid === caller.tenantId && oid === caller.userId;
}

const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

describe("T16: an exchange that answers with another user's token", () => {
  it.each(["opaque", "jwt"] as const)(
    "is refused every time, with a Graph token that is %s, and nothing of it is kept or told",
    async (graphTokens) => {
      await tenant.control.setBehaviour({ graphTokens });
      const [victim = "", attacker = ""] = userIds;
      await tenant.control.swapOboResult({ userId: victim });
      const caller = await signIn(tenant, attacker);
      for (let tries = 0; tries < 20; tries += 1) {
        const error = await failureOf(obo.exchange(asserted(caller)));
        expect(error).toBeInstanceOf(Error);
        expect(error).not.toBeInstanceOf(ToolError);
      }
      expect((await tenant.control.stats()).oboExchanges).toBe(20);
      expect(await count("m365_obo_failures_total", { class: "identity" })).toBe(20);
      expect(log.text()).toContain("another identity");
      expect(log.text()).not.toContain(victim);
      await tenant.control.swapOboResult(null);
      expect(belongsTo(await obo.exchange(asserted(caller)), caller)).toBe(true);
      await tenant.control.setBehaviour({ graphTokens: "opaque" });
    },
  );

  it("never reaches anybody in waves of thousands of calls at once, of ten sign-ins each", async () => {
    // So many at once take a busy machine longer than an exchange may last: no time passes.
    const timeout = vi.spyOn(AbortSignal, "timeout").mockReturnValue(new AbortController().signal);
    onTestFinished(() => timeout.mockRestore());
    const nowMs = Date.now();
    ({ obo, count, log } = await openObo(tenant, { now: () => nowMs }));
    // A person who is given their own token is not swapped.
    const [swappedTo = "", ...others] = userIds;
    await tenant.control.swapOboResult({ userId: swappedTo, every: 9 });
    const owners = new Map<string, SignedIn>();
    let refused = 0;
    let crossed = 0;
    for (let wave = 0; wave < waves; wave += 1) {
      const signIns = await Promise.all(
        Array.from({ length: signInsEach }, (_, index) => signIn(tenant, others[index % others.length] ?? "")),
      );
      const calls = Array.from({ length: callsEach }, () => signIns).flat();
      await Promise.all(
        calls.map(async (call) => {
          const token = await obo.exchange(asserted(call)).catch(() => undefined);
          if (token === undefined) {
            refused += 1;
            return;
          }
          const owner = owners.get(token.accessToken) ?? call;
          if (owner !== call || (!owners.has(token.accessToken) && !belongsTo(token, call))) crossed += 1;
          owners.set(token.accessToken, call);
        }),
      );
    }
    expect(crossed).toBe(0);
    expect((await tenant.control.stats()).oboExchanges).toBe(signInsEach * waves);
    const swapped = await count("m365_obo_failures_total", { class: "identity" });
    expect(swapped).toBe(Math.floor((signInsEach * waves) / 9));
    expect(refused).toBe(callsEach * swapped);
    expect(owners.size).toBe(signInsEach * waves - swapped);
  });
});

describe("T16: the same call at the same time", () => {
  it("is exchanged once for all who wait", async () => {
    const caller = await signIn(tenant, userIds[0] ?? "");
    const tokens = await Promise.all(Array.from({ length: 100 }, () => obo.exchange(asserted(caller))));
    expect(new Set(tokens).size).toBe(1);
    expect((await tenant.control.stats()).oboExchanges).toBe(1);
    expect(await count("m365_obo_cache_total", { result: "joined" })).toBe(99);
  });

  it("goes on for the others when the one who began it gives up", async () => {
    const caller = await signIn(tenant, userIds[0] ?? "");
    await tenant.control.addRule({ door: "entra", match: { grant: "obo" }, response: { latencyMs: 100 } });
    const first = new AbortController();
    const leaver = failureOf(obo.exchange(asserted(caller, { signal: first.signal })));
    const stayer = obo.exchange(asserted(caller));
    first.abort();
    expect(await leaver).toMatchObject({ code: "deadline_exceeded" });
    expect(belongsTo(await stayer, caller)).toBe(true);
    expect((await tenant.control.stats()).oboExchanges).toBe(1);
  });

  it("is given up when nobody waits any more, and begun again by the next who asks", async () => {
    const caller = await signIn(tenant, userIds[0] ?? "");
    await tenant.control.addRule({ door: "entra", match: { grant: "obo" }, times: 1, response: { hang: true } });
    const only = new AbortController();
    const leaver = failureOf(obo.exchange(asserted(caller, { signal: only.signal })));
    await expect.poll(async () => (await tenant.control.stats()).entraRequests).toBeGreaterThan(1);
    only.abort();
    expect(belongsTo(await obo.exchange(asserted(caller)), caller)).toBe(true);
    await leaver;
    await expect.poll(async () => (await tenant.control.stats()).abortedRequests).toBe(1);
  });
});

describe("T16: the key of a kept token", () => {
  const text = fc.oneof(fc.constantFrom("", "|", "a", "b", "a|b", '","', "\0"), fc.string());
  const subject = fc.record<TokenSubject>({
    tenantId: text,
    userId: text,
    userAssertion: text,
    scopes: fc.array(text, { maxLength: 3 }),
  });
  const clocks = { now: Date.now, monotonicNow: () => performance.now() };
  const cacheOf = (cloud: string) => createGraphTokenCache({ cloud, maxSeconds: 600, ...clocks });
  const cache = cacheOf("cloud");
  const asText = ({ scopes, ...rest }: TokenSubject) =>
    JSON.stringify([rest.tenantId, rest.userId, rest.userAssertion, scopes.toSorted()]);

  it("is the same only for the same tenant, user, sign-in and scopes", () => {
    fc.assert(
      fc.property(
        subject,
        subject,
        (one, other) => (cache.keyOf(one) === cache.keyOf(other)) === (asText(one) === asText(other)),
      ),
      { numRuns: runs(10_000) },
    );
  });

  it("changes when any one part changes, the order of scopes aside", () => {
    const base = { tenantId: "t", userId: "u", userAssertion: "a", scopes: ["x", "y"] };
    const others = [{ tenantId: "T" }, { userId: "U" }, { userAssertion: "A" }, { scopes: ["x"] }];
    for (const change of others) expect(cache.keyOf({ ...base, ...change })).not.toBe(cache.keyOf(base));
    expect(cache.keyOf({ ...base, scopes: ["y", "x"] })).toBe(cache.keyOf(base));
  });

  it("is another in another process, and tells nothing of the token but its tenant", () => {
    const base = { tenantId: "t", userId: "u", userAssertion: "secret", scopes: [] };
    expect(cacheOf("cloud").keyOf(base)).not.toBe(cache.keyOf(base));
    expect(cache.keyOf(base)).toMatch(/^t:[\w-]{43}:[\w-]{43}$/);
  });
});

describe("T16: the tokens that are kept", () => {
  const graphToken = { accessToken: "graph", scopes: new Set<string>(), expiresAtMs: Infinity, person: {} };
  const cache = createGraphTokenCache({ cloud: "cloud", maxSeconds: 600, now: () => 0, monotonicNow: () => 0 });
  const keyOf = (userId: string, signIn: number) =>
    cache.keyOf({ tenantId: "t", userId, userAssertion: `token ${signIn}`, scopes: [] });
  const keep = (key: string) => cache.keep(key, { ...graphToken, usableUntilMs: 600_000 }, 0);

  // proves A8
  it("of one person are a few, so that thousands of their sign-ins push out nobody else's", () => {
    const others = Array.from({ length: 100 }, (_, person) => keyOf(`other ${person}`, 0));
    for (const key of others) keep(key);
    const theirs = Array.from({ length: 25_000 }, (_, signIn) => keyOf("busy", signIn));
    for (const key of theirs) keep(key);
    expect(others.filter((key) => cache.get(key) === undefined)).toEqual([]);
    expect(theirs.filter((key) => cache.get(key) !== undefined)).toEqual(theirs.slice(-20));
  });
});

describe("T16: the identity in an answer", () => {
  const jwt = (payload: unknown) => `e30.${Buffer.from(JSON.stringify(payload)).toString("base64url")}.sig`;
  const caller = { tenantId: "11111111-0000-0000-0000-000000000000", userId: "22222222-0000-0000-0000-000000000000" };
  const right = jwt({ tid: caller.tenantId, oid: caller.userId });

  it("passes when both tokens name the caller", () => {
    expect(() => assertSameIdentity(caller, { idToken: right, accessToken: right })).not.toThrow();
  });

  it.each([
    ["another user", jwt({ tid: caller.tenantId, oid: "33333333-0000-0000-0000-000000000000" })],
    ["another tenant", jwt({ tid: "33333333-0000-0000-0000-000000000000", oid: caller.userId })],
    ["tenant and user swapped", jwt({ tid: caller.userId, oid: caller.tenantId })],
    ["no oid", jwt({ tid: caller.tenantId, sub: caller.userId })],
    ["no tid", jwt({ oid: caller.userId })],
    ["an oid that is a list", jwt({ tid: caller.tenantId, oid: [caller.userId] })],
    ["another case", jwt({ tid: caller.tenantId, oid: caller.userId.replace("2", "２") })],
    ["a payload that is a text", jwt("text")],
    ["a payload of nothing", jwt(null)],
    ["no token", ""],
  ])("fails closed for %s, in either token", (_title, wrong) => {
    expect(() => assertSameIdentity(caller, { idToken: wrong, accessToken: right })).toThrow("not the caller's");
    expect(() => assertSameIdentity(caller, { idToken: right, accessToken: wrong })).toThrow("not the caller's");
  });

  const unreadable = [
    ["an opaque token", "EwBwA8l6BAAU"],
    ["a token that is encrypted (RFC 7516)", `e30.${"A".repeat(342)}.AAAA.BBBB.CCCC`],
    ["a payload that is no JSON", "e30.bm90IGpzb24.sig"],
  ] as const;

  it.each(unreadable)("is that of the id token, with %s for Graph", (_title, opaque) => {
    expect(() => assertSameIdentity(caller, { idToken: right, accessToken: opaque })).not.toThrow();
    const other = jwt({ tid: caller.tenantId, oid: "33333333-0000-0000-0000-000000000000" });
    expect(() => assertSameIdentity(caller, { idToken: other, accessToken: opaque })).toThrow("not the caller's");
  });

  it.each(unreadable)("fails closed for %s as an id token, whatever the other", (_title, opaque) => {
    expect(() => assertSameIdentity(caller, { idToken: opaque, accessToken: right })).toThrow("not the caller's");
    expect(() => assertSameIdentity(caller, { idToken: opaque, accessToken: opaque })).toThrow("not the caller's");
  });

  it("fails closed for any other id token, and any other access token that can be read", () => {
    const payload = fc.jsonValue().map(jwt);
    fc.assert(
      fc.property(fc.oneof(fc.string(), payload), payload, (idToken, accessToken) => {
        expect(() => assertSameIdentity(caller, { idToken, accessToken: right })).toThrow();
        expect(() => assertSameIdentity(caller, { idToken: right, accessToken })).toThrow();
      }),
      { numRuns: runs(2_500) },
    );
  });
});
