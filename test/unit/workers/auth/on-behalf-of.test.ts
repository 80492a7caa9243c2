import { beforeEach, describe, expect, it } from "vitest";
import { createMetrics } from "#common/metrics.ts";
import { toolErrorOf } from "#test/support/tool-error-of.ts";
import { openObo, ownTenant } from "#test/unit/own-tenant.ts";
import { createClientCredential } from "#workers/auth/client-credential.ts";
import type { OnBehalfOfDependencies } from "#workers/auth/on-behalf-of.ts";
import { workerMetrics } from "#workers/worker-metrics.ts";
import { asserted, type SignedIn, signIn } from "./obo-fixture.ts";

const { tenant, tenants, tenantId, serverApp, userIds } = await ownTenant();
const [userId, otherUserId] = userIds;
let anna: SignedIn;
const open = (changes?: Partial<OnBehalfOfDependencies>) => openObo(tenant, changes);

beforeEach(async () => {
  await tenant.control.resetScript();
  await tenant.control.resetStats();
  await tenant.control.setGrants(tenantId, ["Mail.Read", "Sites.Read.All"]);
  anna = await signIn(tenant, userId);
});

const exchanges = async () => (await tenant.control.stats()).oboExchanges;
const paths = async () =>
  (await tenant.control.stats()).requests.filter(({ grant }) => grant === "obo").map(({ path }) => path);
const onObo = { door: "entra", match: { grant: "obo" } } as const;

describe("an exchange", () => {
  it("gives a Graph token with the scopes that the tenant granted, by their short names", async () => {
    const { obo } = await open();
    const token = await obo.exchange(asserted(anna));
    expect(token.scopes).toEqual(new Set(["Mail.Read", "Sites.Read.All"]));
    expect(token.expiresAtMs).toBeGreaterThan(Date.now() + 3_000_000);
  });

  it("asks Entra once for the same sign-in, again for another one", async () => {
    const { obo, count } = await open();
    await obo.exchange(asserted(anna));
    await obo.exchange(asserted(anna));
    expect(await exchanges()).toBe(1);
    await obo.exchange(asserted(await signIn(tenant, userId)));
    expect(await exchanges()).toBe(2);
    expect(await count("m365_obo_cache_total", { result: "hit" })).toBe(1);
    expect(await count("m365_obo_cache_total", { result: "miss" })).toBe(2);
  });

  it("forgets the tokens and refusals of a tenant that left, and no other's", async () => {
    const { obo } = await open();
    const elsewhere = tenants[1]?.users.find((user) => user.hasMailbox)?.id ?? "";
    const [ben, other] = [await signIn(tenant, otherUserId), await signIn(tenant, elsewhere)];
    const match = { ...onObo.match, userId: otherUserId };
    await tenant.control.addRule({ door: "entra", match, response: { aadsts: 65001 } });
    const everybody = async () => {
      for (const person of [anna, ben, other]) await obo.exchange(asserted(person)).catch(() => undefined);
      return await exchanges();
    };
    const once = await everybody();
    expect(await everybody()).toBe(once);
    expect(obo.forget(new Set([tenantId]))).toBe(2);
    expect(obo.forget(new Set([tenantId]))).toBe(0);
    // All of them again, but the one of the other tenant.
    expect(await everybody()).toBe(once + once - 1);
  });

  it("keeps nothing of an exchange when the call that waited for it has ended", async () => {
    const controller = new AbortController();
    const { metrics } = createMetrics(workerMetrics);
    // Called between Entra's answer and the cache.
    metrics.oboExchangeSeconds.observe = () => controller.abort();
    const { obo } = await open({ metrics });
    await expect(obo.exchange(asserted(anna, { signal: controller.signal }))).rejects.toThrow();
    await obo.exchange(asserted(anna));
    expect(await exchanges()).toBe(2);
  });

  it("asks again once the setting's time is over, and always when nothing may be kept", async () => {
    let now = Date.now();
    const { obo } = await open({ now: () => now, cacheMaxSeconds: 60 });
    await obo.exchange(asserted(anna));
    now += 59_000;
    await obo.exchange(asserted(anna));
    expect(await exchanges()).toBe(1);
    now += 2_000;
    await obo.exchange(asserted(anna));
    expect(await exchanges()).toBe(2);

    const { obo: forgetful } = await open({ cacheMaxSeconds: 0 });
    for (let tries = 0; tries < 3; tries += 1) await forgetful.exchange(asserted(anna));
    expect(await exchanges()).toBe(5);
  });

  describe("while the wall clock is set again", () => {
    let wallMs: number;
    let uptimeMs: number;
    const clocks = { now: () => wallMs, monotonicNow: () => uptimeMs, cacheMaxSeconds: 60 };
    const pass = (ms: number) => {
      wallMs += ms;
      uptimeMs += ms;
    };
    beforeEach(() => {
      wallMs = Date.now();
      uptimeMs = 5_000;
    });

    it("keeps a token no longer when it is set back, and says so", async () => {
      const { obo } = await open(clocks);
      await obo.exchange(asserted(anna));
      wallMs -= 3_600_000;
      pass(59_000);
      const { usableUntilMs } = await obo.exchange(asserted(anna));
      expect(usableUntilMs - wallMs).toBe(1_000);
      expect(await exchanges()).toBe(1);
      pass(2_000);
      await obo.exchange(asserted(anna));
      expect(await exchanges()).toBe(2);
    });

    it("keeps it no longer when it is set back before Entra has answered", async () => {
      const { obo } = await open(clocks);
      const asked = obo.exchange(asserted(anna));
      wallMs -= 3_600_000;
      pass(4_000);
      await asked;
      pass(57_000);
      await obo.exchange(asserted(anna));
      expect(await exchanges()).toBe(2);
    });

    it("keeps a refusal no longer when it is set back", async () => {
      const { obo } = await open(clocks);
      await tenant.control.addRule({ ...onObo, times: 1, response: { aadsts: 65_001 } });
      await toolErrorOf(obo.exchange(asserted(anna)));
      wallMs -= 3_600_000;
      pass(31_000);
      await expect(obo.exchange(asserted(anna))).resolves.toBeDefined();
    });
  });

  it("never uses a token longer than the sign-in that it came from, or in its own last five minutes", async () => {
    let now = Date.now();
    const { obo } = await open({ now: () => now, cacheMaxSeconds: 86_400 });
    const endingAfter = (seconds: number) =>
      asserted({ ...anna, caller: { ...anna.caller, expiresAtSeconds: Math.floor(now / 1000) + seconds } });
    await obo.exchange(endingAfter(30));
    now += 31_000;
    const { expiresAtMs, usableUntilMs } = await obo.exchange(endingAfter(86_400));
    expect(await exchanges()).toBe(2);
    expect(expiresAtMs - usableUntilMs).toBe(300_000);
  });

  it("asks again after a drop, unless the kept token is another one by now", async () => {
    const { obo } = await open();
    const { accessToken } = await obo.exchange(asserted(anna));
    obo.drop(asserted(anna), "older");
    await obo.exchange(asserted(anna));
    expect(await exchanges()).toBe(1);
    obo.drop(asserted(anna), accessToken);
    await obo.exchange(asserted(anna));
    expect(await exchanges()).toBe(2);
  });

  it("names the request to Entra, and asks in the caller's tenant", async () => {
    const { obo } = await open();
    const requestId = "5f0f4a11-4d5e-4b6f-8a9b-0c1d2e3f4a5b";
    await obo.exchange(asserted(anna, { requestId }));
    expect(await paths()).toEqual([`/${tenantId}/oauth2/v2.0/token?client-request-id=${requestId}`]);
  });
});

describe("a guest", () => {
  it("is exchanged in the tenant that is visited, never at home", async () => {
    const guest = tenants.flatMap(({ users }) => users).find(({ userType }) => userType === "Guest");
    await tenant.control.setGrants(guest?.tenantId ?? "", ["User.Read"]);
    const { obo } = await open();
    const visit = await signIn(tenant, guest?.id ?? "");
    expect(visit.caller.tenantId).toBe(guest?.tenantId);
    await obo.exchange(asserted(visit));
    expect(await paths()).toEqual([expect.stringMatching(new RegExp(`^/${guest?.tenantId}/oauth2/v2.0/token`))]);
  });
});

describe("how the app proves itself", () => {
  it("may be a certificate with its key in one PEM file", async () => {
    const credential = createClientCredential({ AZURE_CLIENT_CERTIFICATE_PATH: serverApp.certificatePath }, Date.now);
    const { obo } = await open({ credential });
    await expect(obo.exchange(asserted(anna))).resolves.toBeDefined();
  });

  it("is the operator's trouble when the federated token file is missing", async () => {
    const credential = createClientCredential({ AZURE_FEDERATED_TOKEN_FILE: "/nowhere/token" }, Date.now);
    const { obo, log } = await open({ credential });
    await expect(obo.exchange(asserted(anna))).rejects.toMatchObject({ name: "EntraConfigurationError" });
    expect(obo.isCredentialRefused()).toBe(true);
    expect(log.text()).toContain("AZURE_FEDERATED_TOKEN_FILE");
  });

  it("is fine again with the next exchange that works", async () => {
    const { obo } = await open();
    await tenant.control.breakServerCredentials(true);
    await obo.exchange(asserted(anna)).catch(() => undefined);
    expect(obo.isCredentialRefused()).toBe(true);
    await tenant.control.breakServerCredentials(false);
    await obo.exchange(asserted(anna));
    expect(obo.isCredentialRefused()).toBe(false);
  });
});

describe("trouble at Entra", () => {
  it.each([
    ["a 503", { status: 503 }],
    ["a 429", { status: 429, headers: { "retry-after": "0.2" } }],
    ["a proxy's page", { html: true, status: 502 }],
    ["half of an answer", { halfAnswer: true }],
  ] as const)("is tried again: %s", async (_title, response) => {
    const { obo } = await open();
    await tenant.control.addRule({ ...onObo, times: 1, response });
    await expect(obo.exchange(asserted(anna))).resolves.toBeDefined();
  });

  it("is unavailable with seconds when it lasts, and is not kept", async () => {
    const { obo } = await open();
    await tenant.control.addRule({ ...onObo, response: { status: 503 } });
    const error = await toolErrorOf(obo.exchange(asserted(anna)));
    expect(error).toMatchObject({ code: "unavailable", details: { retryAfterSeconds: 10 } });
    await tenant.control.clearRules();
    await expect(obo.exchange(asserted(anna))).resolves.toBeDefined();
  });

  it("is over after five seconds when no answer comes", async () => {
    const { obo } = await open();
    await tenant.control.addRule({ ...onObo, response: { hang: true } });
    const started = Date.now();
    expect((await toolErrorOf(obo.exchange(asserted(anna)))).code).toBe("unavailable");
    expect(Date.now() - started).toBeGreaterThan(4_900);
    expect(Date.now() - started).toBeLessThan(30_000);
  });

  it("is not made worse by more than a few retries, however many sign in", async () => {
    // Retries are counted over ten seconds, and on a busy machine the sign-ins take longer.
    const nowMs = Date.now();
    const { obo } = await open({ now: () => nowMs });
    await tenant.control.addRule({ ...onObo, response: { status: 429 } });
    const signIns = await Promise.all(Array.from({ length: 60 }, () => signIn(tenant, userId)));
    for (const one of signIns) await toolErrorOf(obo.exchange(asserted(one)));
    const { length: tries } = await paths();
    expect(tries).toBeGreaterThan(60);
    // Ten whatever their number, and one for each ten.
    expect(tries).toBeLessThanOrEqual(70);
  });
});
