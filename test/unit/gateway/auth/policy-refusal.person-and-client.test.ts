// T7: personal accounts, unlisted tenants and clients — only work and school accounts, from the allowed tenants and
// clients.

import { beforeAll, describe, expect, it } from "vitest";
import { tenantPolicies } from "#test/support/tenant-policies.ts";
import {
  authorityHost,
  clientApp,
  createSignerKey,
  goodClaims,
  guidOf,
  personalTenant,
  signToken,
  tenant,
} from "./entra-signer.ts";
import { type GuardedServer, startGuardedServer } from "./guarded-server.ts";

const key = createSignerKey("work-key");
const personalKey = createSignerKey("personal-key", `${authorityHost}/${personalTenant}/v2.0`);
const guestClaims: [string, Record<string, unknown>][] = [
  ["by acct", { acct: 1 }],
  ["by acct as a text", { acct: "1" }],
  ["by a foreign identity provider", { idp: `https://sts.windows.net/${guidOf(9)}/` }],
  ["by a personal account's provider", { idp: "live.com" }],
  ["by acct against its own provider", { acct: 1, idp: `https://sts.windows.net/${tenant}/` }],
];
const memberClaims: [string, Record<string, unknown>][] = [
  ["without a word about it", {}],
  ["by acct", { acct: 0 }],
  ["by its own identity provider", { idp: `https://sts.windows.net/${tenant}/` }],
  ["by its own issuer", { idp: `${authorityHost}/${tenant}/v2.0` }],
];

describe("personal accounts", () => {
  let server: GuardedServer;
  beforeAll(async () => {
    server = await startGuardedServer([key, personalKey]);
  });

  it.each([
    ["their own key", personalKey],
    ["a work key", key],
  ])("are refused with %s, with words that say which account to use", async (_, signer) => {
    const { status, challenge, body } = await server.call(signToken(signer, goodClaims({ tid: personalTenant })));
    expect({ status, challenge }).toEqual({ status: 403, challenge: undefined });
    expect(JSON.parse(body).error_description).toContain("work or school account");
    expect(server.state.served).toBe(0);
  });

  it("are refused even where a list names their tenant", async () => {
    const listed = await startGuardedServer([personalKey], { allowedTenants: [personalTenant] });
    expect(await listed.call(signToken(personalKey, goodClaims({ tid: personalTenant })))).toMatchObject({
      status: 403,
    });
  });
});

describe("the tenant of personal accounts", () => {
  it("is no tenant that can be let in, and so has no address to sign in at", () => {
    for (const allowedTenants of [[], [personalTenant]]) {
      expect(tenantPolicies({ allowedTenants }).policyOf(personalTenant)).toBeUndefined();
    }
    expect(tenantPolicies().policyOf(tenant)).toBeDefined();
  });
});

describe("clients", () => {
  it("pass when none are listed, as long as they are named by a GUID", async () => {
    const server = await startGuardedServer([key]);
    expect(await server.call(signToken(key, goodClaims({ azp: guidOf(5) })))).toMatchObject({ status: 200 });
    for (const azp of [undefined, null, "", "client", clientApp.toUpperCase(), [clientApp], 1, `${clientApp}\n`]) {
      expect(await server.call(signToken(key, goodClaims({ azp })))).toMatchObject({ status: 401 });
    }
    const claims = goodClaims({ azp: undefined, appid: clientApp, client_id: clientApp });
    expect(await server.call(signToken(key, claims))).toMatchObject({ status: 401 });
    expect(await server.refusals()).toEqual({ client_id: 9 });
  });

  it("are refused when others are listed, with words that name them", async () => {
    const server = await startGuardedServer([key], { allowedClients: [clientApp] });
    expect(await server.call(signToken(key, goodClaims()))).toMatchObject({ status: 200 });
    const { status, challenge, body } = await server.call(signToken(key, goodClaims({ azp: guidOf(5) })));
    expect({ status, challenge }).toEqual({ status: 403, challenge: undefined });
    expect(JSON.parse(body).error_description).toContain(`This app (${guidOf(5)}) is not allowed`);
  });
});

describe("guests", () => {
  it("pass where they are allowed, as people of the tenant that they visit", async () => {
    const server = await startGuardedServer([key], { allowsGuests: true });
    for (const [, claims] of [...guestClaims, ...memberClaims]) {
      const { status, body } = await server.call(signToken(key, goodClaims(claims)));
      expect({ status, tenantId: JSON.parse(body).tenantId }).toEqual({ status: 200, tenantId: tenant });
    }
  });

  it.each(guestClaims)(
    "are refused by default, told %s, with words that name who can allow them",
    async (_, claims) => {
      const server = await startGuardedServer([key]);
      const { status, challenge, body } = await server.call(signToken(key, goodClaims(claims)));
      expect({ status, challenge }).toEqual({ status: 403, challenge: undefined });
      expect(JSON.parse(body).error_description).toContain("ask the operator of the connector to allow guests");
      expect(await server.refusals()).toEqual({ guest_not_allowed: 1 });
    },
  );

  it.each(memberClaims)("are not taken for members told %s", async (_, claims) => {
    const server = await startGuardedServer([key]);
    expect(await server.call(signToken(key, goodClaims(claims)))).toMatchObject({ status: 200 });
  });
});
