import { Agent } from "undici";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createMetrics } from "#common/metrics.ts";
import type { FakeTenant } from "#test/fake-tenant/fake-tenant.ts";
import { createEntraExchange } from "#workers/auth/entra-exchange.ts";
import { createMsalNetwork } from "#workers/auth/msal-network.ts";
import { createTenantApps } from "#workers/auth/tenant-apps.ts";
import { createLocalGate } from "#workers/resilience/local-gate.ts";
import { workerMetrics } from "#workers/worker-metrics.ts";
import { asserted, recordingLogger, signIn, startTrustedTenant } from "./obo-fixture.ts";

let tenant: FakeTenant;
beforeAll(async () => {
  tenant = await startTrustedTenant();
});
afterAll(() => tenant.close());

test("an exchange leaves no token and no account in MSAL's own cache", async () => {
  const { serverApp, tenants } = await tenant.control.directory();
  const [contoso] = tenants;
  const { authorityHost, graphBaseUrl } = tenant;
  await tenant.control.setGrants(contoso?.id ?? "", ["Mail.Read"]);
  const agent = new Agent();
  const network = createMsalNetwork(agent, Date.now);
  const { clientId, clientSecret } = serverApp;
  const { appFor } = createTenantApps({ clientId, authorityHost, network, credential: { clientSecret } });
  const entra = createEntraExchange({
    graphBaseUrl,
    authorityHost,
    appFor,
    network,
    gate: createLocalGate(),
    metrics: createMetrics(workerMetrics).metrics,
    logger: recordingLogger().logger,
    now: Date.now,
    random: Math.random,
  });
  const person = await signIn(tenant, contoso?.users[0]?.id ?? "");
  const { signal } = new AbortController();
  const { accessToken } = await entra.exchange(asserted(person), { claims: undefined, signal });
  expect(accessToken).not.toBe("");
  const { Account, AccessToken, IdToken, RefreshToken } = JSON.parse(
    appFor(person.caller.tenantId).getTokenCache().serialize(),
  );
  expect({ Account, AccessToken, IdToken, RefreshToken }).toEqual({
    Account: {},
    AccessToken: {},
    IdToken: {},
    RefreshToken: {},
  });
  entra.close();
  await agent.close();
});
