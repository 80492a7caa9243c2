import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { FakeTenant } from "#test/fake-tenant/fake-tenant.ts";
import { toolErrorOf } from "#test/unit/workers/resilience/layer-fixture.ts";
import type { OnBehalfOf } from "#workers/auth/on-behalf-of.ts";
import { createObo, patient, type SignedIn, signIn, startTrustedTenant } from "./obo-fixture.ts";

const canary = "canary in Entra's text";

let tenant: FakeTenant;
let anna: SignedIn;
let tenantId: string;
let userId: string;
let obo: OnBehalfOf;
let log: Awaited<ReturnType<typeof createObo>>["log"];
let clientId: string;

beforeAll(async () => {
  tenant = await startTrustedTenant();
  const { tenants, serverApp } = await tenant.control.directory();
  clientId = serverApp.clientId;
  tenantId = tenants[0]?.id ?? "";
  userId = tenants[0]?.users.find((user) => user.hasMailbox && !user.isSharedMailbox)?.id ?? "";
  await tenant.control.setGrants(tenantId, ["Mail.Read"]);
});
beforeEach(async () => {
  await tenant.control.resetScript();
  await tenant.control.resetStats();
  ({ obo, log } = await createObo(tenant, { random: () => 0 }));
  anna = await signIn(tenant, userId);
});
afterEach(() => obo.close());
afterAll(() => tenant.close());

const refuse = (response: { aadsts: number; claims?: string; suberror?: string }) =>
  tenant.control.addRule({ door: "entra", match: { grant: "obo" }, response: { message: canary, ...response } });
const exchange = (claims?: string) =>
  obo.exchange({ ...anna, signal: patient(), ...(claims === undefined ? {} : { claims }) });

describe("a refusal by Entra", () => {
  it.each([
    [50013, "sign_in_required"],
    [500131, "sign_in_required"],
    [500133, "sign_in_required"],
    [50173, "sign_in_required"],
    [70043, "sign_in_required"],
    [50057, "sign_in_required"],
    [50076, "claims_challenge"],
    [50078, "claims_challenge"],
    [50079, "claims_challenge"],
    [50158, "claims_challenge"],
    [53000, "claims_challenge"],
    [53001, "claims_challenge"],
    [53002, "claims_challenge"],
    [53003, "claims_challenge"],
    [65001, "permission_missing"],
    [65004, "permission_missing"],
    [90094, "permission_missing"],
    [50105, "permission_missing"],
    [50196, "rate_limited"],
    [90033, "unavailable"],
    [90055, "rate_limited"],
  ])("AADSTS%i is %s, and nothing of Entra's text is told", async (aadsts, code) => {
    await refuse({ aadsts });
    const error = await toolErrorOf(exchange());
    expect(error.code).toBe(code);
    expect(error.details.traceId).toMatch(/^[0-9a-f-]{36}$/);
    expect(error.message).not.toMatch(/AADSTS|canary/);
    expect(log.text()).not.toContain("canary");
  });

  it.each([700016, 7000215, 7000222, 700027, 700024, 500011, 90002, 70011])(
    "AADSTS%i is the operator's trouble",
    async (aadsts) => {
      await refuse({ aadsts });
      await expect(exchange()).rejects.toMatchObject({ name: "EntraConfigurationError", code: `AADSTS${aadsts}` });
      expect(log.text()).toContain(`AADSTS${aadsts}`);
      expect(log.text()).not.toContain("canary");
    },
  );

  it("that is unknown asks for a new sign-in", async () => {
    await refuse({ aadsts: 99_999_999 });
    expect((await toolErrorOf(exchange())).code).toBe("sign_in_required");
  });

  it("that is unknown but says consent is about consent", async () => {
    await refuse({ aadsts: 99_999_999, suberror: "consent_required" });
    expect((await toolErrorOf(exchange())).code).toBe("permission_missing");
  });

  it("names where an admin consents", async () => {
    await tenant.control.setGrants(tenantId, []);
    const error = await toolErrorOf(exchange());
    await tenant.control.setGrants(tenantId, ["Mail.Read"]);
    const url = `${tenant.authorityHost}/${tenantId}/adminconsent?client_id=${clientId}`;
    expect(error.details.adminConsentUrl).toBe(url);
    expect(error.message).toContain(url);
  });

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
    const made = await createObo(tenant, { now: () => now });
    await refuse({ aadsts: 65001 });
    const ask = () => toolErrorOf(made.obo.exchange({ ...anna, signal: patient() }));
    await ask();
    now += 29_000;
    expect((await ask()).code).toBe("permission_missing");
    expect((await tenant.control.stats()).oboExchanges).toBe(1);
    expect(await made.count("m365_obo_cache_total", { result: "negative" })).toBe(1);
    now += 2_000;
    await ask();
    expect((await tenant.control.stats()).oboExchanges).toBe(2);
    await made.obo.close();
  });

  it("ends with a new sign-in", async () => {
    await tenant.control.addRule({ door: "entra", match: { grant: "obo" }, times: 1, response: { aadsts: 50173 } });
    await toolErrorOf(exchange());
    await expect(obo.exchange({ ...(await signIn(tenant, userId)), signal: patient() })).resolves.toBeDefined();
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
