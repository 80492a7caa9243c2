// T4: tokens of another tenant or cloud — issuer, tenant ID and the issuer of the signing key must agree, in this cloud
// and token version.

import { describe, expect, it } from "vitest";
import { runs } from "#test/support/property-runs.ts";
import {
  anyTenant,
  authorityHost,
  createSignerKey,
  goodClaims,
  guidOf,
  personalTenant,
  signToken,
  tenant,
} from "./entra-signer.ts";
import { startGuardedServer } from "./guarded-server.ts";

const key = createSignerKey("work-key");
const personalKey = createSignerKey("personal-key", `${authorityHost}/${personalTenant}/v2.0`);
const tenantKey = createSignerKey("tenant-key", `${authorityHost}/${guidOf(1)}/v2.0`);
const tenants = Array.from({ length: 64 }, (_, index) => guidOf(index + 1));
const others = runs(63);

const otherIssuers: [string, unknown][] = [
  ["version 1", `https://sts.windows.net/${tenant}/`],
  ["common", `${authorityHost}/common/v2.0`],
  ["the template itself", anyTenant],
  ["the US government cloud", `https://login.microsoftonline.us/${tenant}/v2.0`],
  ["China's cloud", `https://login.partner.microsoftonline.cn/${tenant}/v2.0`],
  ["http", `http://login.microsoftonline.com/${tenant}/v2.0`],
  ["a slash at the end", `${authorityHost}/${tenant}/v2.0/`],
  ["a user before the host", `https://login.microsoftonline.com@attacker.example/${tenant}/v2.0`],
  ["a longer host", `https://login.microsoftonline.com.attacker.example/${tenant}/v2.0`],
  ["a tenant in capitals", `${authorityHost}/${tenant.toUpperCase()}/v2.0`],
  ["a line end", `${authorityHost}/${tenant}/v2.0\n`],
  ["version 3", `${authorityHost}/${tenant}/v3.0`],
  ["a list", [`${authorityHost}/${tenant}/v2.0`]],
  ["nothing", undefined],
];

const otherTenantIds: [string, unknown][] = [
  ["a domain", "contoso.onmicrosoft.com"],
  ["common", "common"],
  ["capitals", tenant.toUpperCase()],
  ["the template", "{tenantid}"],
  ["a path", `../${tenant}`],
  ["another path behind it", `${tenant}/v2.0/..`],
  ["a line end", `${tenant}\n`],
  ["a list", [tenant]],
  ["an empty text", ""],
  ["null", null],
];

const server = await startGuardedServer([key, personalKey, tenantKey]);

describe("the tenant of a token", () => {
  it("lets tokens of any work tenant pass, each as its own", async () => {
    for (const tid of tenants) {
      const { status, body } = await server.call(signToken(key, goodClaims({ tid })));
      expect({ status, tenantId: JSON.parse(body).tenantId }).toEqual({ status: 200, tenantId: tid });
    }
  });

  it(`refuses each of 64 tenants under the issuer of ${others} others`, { timeout: 120_000 }, async () => {
    const served = server.state.served;
    let refused = 0;
    for (const [index, tid] of tenants.entries()) {
      for (let distance = 1; distance <= others; distance += 1) {
        const other = tenants[(index + distance) % tenants.length];
        const token = signToken(key, goodClaims({ tid, iss: `${authorityHost}/${other}/v2.0` }));
        if ((await server.call(token)).status === 401) refused += 1;
      }
    }
    expect(refused).toBe(64 * others);
    expect(server.state.served).toBe(served);
    expect(await server.refusals()).toEqual({ issuer: 64 * others });
  });

  it.each(otherIssuers)("refuses the issuer of %s", async (_, iss) => {
    expect(await server.call(signToken(key, goodClaims({ iss })))).toMatchObject({ status: 401 });
  });

  it.each(otherTenantIds)("refuses a tenant id that is %s, even with an issuer to match", async (_, tid) => {
    const before = (await server.refusals()).tenant_id ?? 0;
    const claims = goodClaims({ tid, iss: `${authorityHost}/${tid}/v2.0` });
    expect(await server.call(signToken(key, claims))).toMatchObject({ status: 401 });
    expect((await server.refusals()).tenant_id).toBe(before + 1);
  });

  it("refuses a work tenant's token that the key of personal accounts signed", async () => {
    const before = await server.refusals();
    expect(await server.call(signToken(personalKey, goodClaims()))).toMatchObject({ status: 401 });
    expect((await server.refusals()).key_issuer).toBe((before.key_issuer ?? 0) + 1);
  });

  it("lets a tenant's own key sign for that tenant and for no other", async () => {
    const statuses = await Promise.all(
      tenants.map(async (tid) => (await server.call(signToken(tenantKey, goodClaims({ tid })))).status),
    );
    expect(statuses).toEqual([200, ...Array(63).fill(401)]);
  });

  it.each(["1.0", "2", "2.0.0", "3.0", 2, 2.0, null, undefined, ["2.0"], "", " 2.0"])(
    "refuses version %j",
    async (ver) => {
      expect(await server.call(signToken(key, goodClaims({ ver })))).toMatchObject({ status: 401 });
    },
  );
});

describe("a server for some tenants", () => {
  it("refuses every other tenant with words for a person and no challenge to sign in again", async () => {
    const listed = await startGuardedServer([key], { allowedTenants: [guidOf(1), guidOf(2)] });
    expect(await listed.call(signToken(key, goodClaims({ tid: guidOf(2) })))).toMatchObject({ status: 200 });
    const { status, challenge, body } = await listed.call(signToken(key, goodClaims({ tid: guidOf(3) })));
    expect({ status, challenge }).toEqual({ status: 403, challenge: undefined });
    expect(JSON.parse(body).error_description).toMatch(`(tenant ${guidOf(3)}) is not enabled`);
  });
});
