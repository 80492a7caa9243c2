import { Agent } from "undici";
import { expect, test } from "vitest";
import { createMetrics } from "#common/metrics.ts";
import { until } from "#test/support/until.ts";
import { callOf, somebody } from "#test/unit/call-fixture.ts";
import { ownTenant } from "#test/unit/own-tenant.ts";
import { createEntraExchange } from "#workers/auth/entra-exchange.ts";
import { createMsalNetwork, createTenantApps } from "#workers/auth/msal-apps.ts";
import { createLocalGate } from "#workers/resilience/local-gate.ts";
import { maxConnections } from "#workers/resilience/request-limits.ts";
import { workerMetrics } from "#workers/worker-metrics.ts";
import { asserted, recordingLogger, signIn } from "./obo-fixture.ts";

const { tenant, tenantId, serverApp, userIds } = await ownTenant();

type Parts = Pick<Parameters<typeof createEntraExchange>[0], "graphBaseUrl" | "authorityHost" | "appFor" | "network">;
const exchangeOf = (parts: Parts) =>
  createEntraExchange({
    ...parts,
    gate: createLocalGate(),
    metrics: createMetrics(workerMetrics).metrics,
    logger: recordingLogger().logger,
    now: Date.now,
    random: Math.random,
  });

test("an exchange leaves no token and no account in MSAL's own cache", async () => {
  const { authorityHost, graphBaseUrl } = tenant;
  await tenant.control.setGrants(tenantId, ["Mail.Read"]);
  const agent = new Agent();
  const network = createMsalNetwork(agent, Date.now);
  const { clientId, clientSecret } = serverApp;
  const { appFor } = createTenantApps({ clientId, authorityHost, network, credential: { clientSecret } });
  const entra = exchangeOf({ graphBaseUrl, authorityHost, appFor, network });
  const person = await signIn(tenant, userIds[0]);
  const { signal } = new AbortController();
  const { accessToken } = await entra.exchange(asserted(person), { claims: undefined, signal });
  expect(accessToken).not.toBe("");
  const kept = JSON.parse(appFor(person.caller.tenantId).getTokenCache().serialize());
  for (const kind of ["Account", "AccessToken", "IdToken", "RefreshToken"]) expect(kept[kind]).toEqual({});
  entra.close();
  await agent.close();
});

// proves A12
test("a tenant whose exchanges all hang leaves connections to Entra for others", async () => {
  const started: string[] = [];
  const appFor = (tenantId: string) => ({
    acquireTokenOnBehalfOf: () => {
      started.push(tenantId);
      return new Promise<never>(() => undefined);
    },
    clearCache: () => undefined,
  });
  const entra = exchangeOf({
    graphBaseUrl: "https://graph.test",
    authorityHost: "https://entra.test",
    // Of MSAL's class, the methods that are used.
    appFor: appFor as unknown as ReturnType<typeof createTenantApps>["appFor"],
    network: createMsalNetwork(new Agent(), Date.now),
  });
  const over = new AbortController();
  const { toOrigin, ofTenant } = maxConnections.entra;
  const exchange = (tenantId: string, userId: string) =>
    entra
      .exchange(
        { call: callOf("outlook_email_search", { caller: { ...somebody, tenantId, userId } }), userAssertion: "token" },
        { claims: undefined, signal: over.signal },
      )
      .catch(() => undefined);
  for (let person = 0; person < toOrigin; person += 1) void exchange("slow", `person ${person}`);
  void exchange("healthy", "person");
  await until("the exchange of the healthy tenant", () => started.includes("healthy") || undefined);
  expect(started.filter((tenantId) => tenantId === "slow")).toHaveLength(ofTenant);
  expect(toOrigin).toBeGreaterThan(ofTenant);
  over.abort();
  entra.close();
});
