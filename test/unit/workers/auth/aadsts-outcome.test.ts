import { beforeEach, describe, expect, it } from "vitest";
import { toolErrorOf } from "#test/support/tool-error-of.ts";
import { openObo, ownTenant } from "#test/unit/own-tenant.ts";
import type { OnBehalfOf } from "#workers/auth/on-behalf-of.ts";
import { asserted, type SignedIn, signIn } from "./obo-fixture.ts";

const canary = "canary in Entra's text";

const { tenant, tenantId, serverApp, userIds } = await ownTenant();
const { clientId } = serverApp;
const [userId] = userIds;
await tenant.control.setGrants(tenantId, ["Mail.Read"]);

let anna: SignedIn;
let obo: OnBehalfOf;
let log: Awaited<ReturnType<typeof openObo>>["log"];
let count: Awaited<ReturnType<typeof openObo>>["count"];

beforeEach(async () => {
  await tenant.control.resetScript();
  await tenant.control.resetStats();
  ({ obo, log, count } = await openObo(tenant));
  anna = await signIn(tenant, userId);
});

const refuse = (response: { aadsts: number; claims?: string; suberror?: string }) =>
  tenant.control.addRule({ door: "entra", match: { grant: "obo" }, response: { message: canary, ...response } });
const exchange = (claims?: string) => obo.exchange(asserted(anna), claims);

const user = /Sign in to the connector again/;
const admin = /Entra admin/;
const later = /Try again in \d+ seconds/;

describe("a refusal by Entra", () => {
  const outcomes = [
    ["sign_in_required", user, [50013, 500131, 500133, 50173, 70043, 50057, 99_999_999]],
    ["claims_challenge", user, [50076, 50078, 50079, 50158, 53000, 53001, 53002]],
    ["forbidden", admin, [53003, 90002]],
    ["permission_missing", admin, [65001, 65004, 90094, 50105, 7000112, 700016, 500011]],
    ["rate_limited", later, [50196, 90055]],
    ["unavailable", later, [90033]],
  ] as const;

  it.each(outcomes.flatMap(([code, who, numbers]) => numbers.map((aadsts) => [aadsts, code, who] as const)))(
    "AADSTS%i is %s, in words that say who can fix it and nothing of Entra's",
    async (aadsts, code, who) => {
      await refuse({ aadsts });
      const error = await toolErrorOf(exchange());
      expect(error.code).toBe(code);
      expect(error.message).toMatch(who);
      expect(error.details.traceId).toMatch(/^[0-9a-f-]{36}$/);
      expect(error.message).not.toMatch(/AADSTS|canary/);
      expect(log.text()).not.toContain("canary");
    },
  );

  it.each([7000215, 7000222, 700027, 700024, 7000218, 70011])(
    "AADSTS%i is the operator's trouble, and a worker is not ready where it is the credential's",
    async (aadsts) => {
      await refuse({ aadsts });
      await expect(exchange()).rejects.toMatchObject({ name: "EntraConfigurationError", code: `AADSTS${aadsts}` });
      expect(log.text()).toContain(`AADSTS${aadsts}`);
      expect(log.text()).not.toContain("canary");
      expect(obo.isCredentialRefused()).toBe(aadsts !== 70011);
    },
  );

  it("of the audience, which the gateway has checked, is an alarm for the operator too", async () => {
    await refuse({ aadsts: 500131 });
    await toolErrorOf(exchange());
    expect(await count("m365_obo_failures_total", { class: "configuration" })).toBe(1);
    expect(log.text()).toMatch(/"level":(?:50|"error").*AADSTS500131/);
  });

  it.each([700016, 500011, 90002])(
    "by one tenant that lacks something (AADSTS%i) is no alarm for the operator",
    async (aadsts) => {
      await refuse({ aadsts });
      await toolErrorOf(exchange());
      expect(await count("m365_obo_failures_total", { class: "not_found" })).toBe(1);
      expect(await count("m365_obo_failures_total", { class: "configuration" })).toBe(0);
      expect(log.text()).toMatch(new RegExp(`"level":(?:30|"info").*AADSTS${aadsts}`));
      expect(obo.isCredentialRefused()).toBe(false);
    },
  );

  it("is the same when Entra does not know the tenant already as MSAL looks for its addresses", async () => {
    const body = { error: "invalid_tenant", error_codes: [90002], error_description: canary };
    const match = { pathPattern: "openid-configuration" };
    await tenant.control.addRule({ door: "entra", match, response: { status: 400, body } });
    expect((await toolErrorOf(exchange())).message).toContain("does not find your organisation's directory");
  });

  it("by a policy is a challenge for an old sign-in, and blocks one that has just been made", async () => {
    await refuse({ aadsts: 53003 });
    anna.userAssertion = await tenant.control.mintToken({ userId, issuedAgoSeconds: 240 });
    const fresh = await toolErrorOf(exchange());
    expect(fresh).toMatchObject({
      code: "forbidden",
      message: expect.stringContaining("Signing in again does not help"),
    });
    expect(fresh.details.claims).toBeUndefined();
    anna.userAssertion = await tenant.control.mintToken({ userId, issuedAgoSeconds: 301 });
    expect(await toolErrorOf(exchange())).toMatchObject({ code: "claims_challenge" });
  });

  it("that is unknown may not be cured by a new sign-in; every known one is what it says", async () => {
    await refuse({ aadsts: 99_999_999 });
    expect((await toolErrorOf(exchange())).details.signInMayNotHelp).toBe(true);
    await tenant.control.resetScript();
    await refuse({ aadsts: 50173 });
    anna = await signIn(tenant, userId);
    expect((await toolErrorOf(exchange())).details.signInMayNotHelp).toBeUndefined();
  });

  it("that is unknown but says consent is about consent", async () => {
    await refuse({ aadsts: 99_999_999, suberror: "consent_required" });
    expect((await toolErrorOf(exchange())).code).toBe("permission_missing");
  });

  it.each([700016, 500011, 65001])(
    "for want of the app or of consent (AADSTS%i) leads an admin there",
    async (aadsts) => {
      await refuse({ aadsts });
      const { message, details } = await toolErrorOf(exchange());
      const url = `${tenant.authorityHost}/${tenantId}/adminconsent?client_id=${clientId}`;
      expect(details.adminConsentUrl).toBe(url);
      expect(message).toContain(url);
    },
  );

  it("by Conditional Access carries the claims as raw JSON", async () => {
    const claims = '{"access_token":{"capolids":{"essential":true,"values":["a"]}}}';
    await refuse({ aadsts: 50076, claims });
    expect((await toolErrorOf(exchange())).details.claims).toBe(claims);
  });

  it("by Conditional Access without claims can't be met by signing in", async () => {
    const body = { error: "invalid_grant", error_codes: [53003], error_description: canary };
    await tenant.control.addRule({ door: "entra", match: { grant: "obo" }, response: { status: 400, body } });
    expect((await toolErrorOf(exchange())).code).toBe("forbidden");
  });

  it.each(["not json", "", "null", "[]", '{"error":5,"error_codes":"x","claims":{}}'])(
    "whose body is %j is the operator's trouble",
    async (body) => {
      await tenant.control.addRule({ door: "entra", match: { grant: "obo" }, response: { status: 400, body } });
      await expect(exchange()).rejects.toMatchObject({ code: "HTTP 400" });
    },
  );
});

describe("a refusal that only a person can change", () => {
  it("is given again for 30 s without asking Entra, which would take it for a loop", async () => {
    let now = Date.now();
    const made = await openObo(tenant, { now: () => now });
    await refuse({ aadsts: 65001 });
    const ask = () => toolErrorOf(made.obo.exchange(asserted(anna)));
    await ask();
    now += 29_000;
    expect((await ask()).code).toBe("permission_missing");
    expect((await tenant.control.stats()).oboExchanges).toBe(1);
    expect(await made.count("m365_obo_cache_total", { result: "negative" })).toBe(1);
    now += 2_000;
    await ask();
    expect((await tenant.control.stats()).oboExchanges).toBe(2);
  });

  it("ends with a new sign-in", async () => {
    await tenant.control.addRule({ door: "entra", match: { grant: "obo" }, times: 1, response: { aadsts: 50173 } });
    await toolErrorOf(exchange());
    await expect(obo.exchange(asserted(await signIn(tenant, userId)))).resolves.toBeDefined();
  });

  it("about claims that Graph asked for does not stand for an exchange without them", async () => {
    await tenant.control.addRule({ door: "entra", match: { grant: "obo" }, times: 1, response: { aadsts: 50076 } });
    const claims = '{"access_token":{"nbf":{"essential":true,"value":"1"}}}';
    expect((await toolErrorOf(exchange(claims))).code).toBe("claims_challenge");
    expect((await toolErrorOf(exchange(claims))).code).toBe("claims_challenge");
    await expect(exchange()).resolves.toBeDefined();
    expect((await tenant.control.stats()).oboExchanges).toBe(2);
  });
});
