import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { FakeTenant } from "#test/fake-tenant/fake-tenant.ts";
import type { OnBehalfOf } from "#workers/auth/on-behalf-of.ts";
import { createObo, patient, type SignedIn, signIn, startTrustedTenant } from "./obo-fixture.ts";

let tenant: FakeTenant;
let anna: SignedIn;
let tenantId: string;
let userId: string;
const opened: OnBehalfOf[] = [];

async function open(changes = {}) {
  const made = await createObo(tenant, changes);
  opened.push(made.obo);
  return made;
}

beforeAll(async () => {
  tenant = await startTrustedTenant();
  const { tenants } = await tenant.control.directory();
  tenantId = tenants[0]?.id ?? "";
  userId = tenants[0]?.users.find((user) => user.hasMailbox && !user.isSharedMailbox)?.id ?? "";
});
beforeEach(async () => {
  await tenant.control.resetScript();
  await tenant.control.resetStats();
  anna = await signIn(tenant, userId);
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((obo) => obo.close()));
});
afterAll(() => tenant.close());

const exchanges = async () => (await tenant.control.stats()).oboExchanges;

describe("an exchange", () => {
  it("gives a Graph token with the scopes that the tenant granted, by their short names", async () => {
    await tenant.control.setGrants(tenantId, ["Mail.Read", "Sites.Read.All"]);
    const { obo } = await open();
    const token = await obo.exchange({ ...anna, signal: patient() });
    expect(token.scopes).toEqual(new Set(["Mail.Read", "Sites.Read.All"]));
    expect(token.expiresAtMs).toBeGreaterThan(Date.now() + 3_000_000);
  });

  it("asks Entra once for the same sign-in, again for another one", async () => {
    const { obo, count } = await open();
    await obo.exchange({ ...anna, signal: patient() });
    await obo.exchange({ ...anna, signal: patient() });
    expect(await exchanges()).toBe(1);
    await obo.exchange({ ...(await signIn(tenant, userId)), signal: patient() });
    expect(await exchanges()).toBe(2);
    expect(await count("m365_obo_cache_total", { result: "hit" })).toBe(1);
    expect(await count("m365_obo_cache_total", { result: "miss" })).toBe(2);
  });
});
