import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { createMetrics } from "#common/metrics.ts";
import { toolErrorOf } from "#test/support/tool-error-of.ts";
import { ownTenant } from "#test/unit/own-tenant.ts";
import { asserted, createObo, recordingLogger, type SignedIn, signIn } from "#test/unit/workers/auth/obo-fixture.ts";
import type { OnBehalfOf } from "#workers/auth/on-behalf-of.ts";
import { createTokenSource } from "#workers/auth/user-tokens.ts";
import { createGraphClient, type GraphClient } from "#workers/graph/graph-client.ts";
import type { GraphDoor } from "#workers/tools/tool-context.ts";
import { workerMetrics } from "#workers/worker-metrics.ts";

const message = z.object({ id: z.string(), subject: z.string() });

const { tenant, tenantId, userIds } = await ownTenant();
await tenant.control.setGrants(tenantId, ["Mail.Read"]);
await tenant.control.generateMessages(userIds[0], { count: 30 });

let obo: OnBehalfOf;
let client: GraphClient;
let signedIn: SignedIn;

beforeEach(async () => {
  await tenant.control.resetScript();
  await tenant.control.resetStats();
  ({ obo } = await createObo(tenant));
  signedIn = await signIn(tenant, userIds[0]);
  client = createGraphClient({
    graphBaseUrl: tenant.graphBaseUrl,
    downloadHosts: [],
    metrics: createMetrics(workerMetrics).metrics,
    logger: recordingLogger().logger,
    random: () => 0,
  });
});
afterEach(() => Promise.all([obo.close(), client.close()]));

async function door(): Promise<GraphDoor> {
  const own = asserted(signedIn, { deadlineMs: Date.now() + 20_000 });
  const getToken = createTokenSource(obo, own, await obo.exchange(own));
  return client.forCall(own.call, { getToken, workload: "outlook" });
}

const messages = { path: ["me", "messages"], query: { $top: 10, $select: "id,subject" } };
const readMessages = async () => (await door()).getPage(messages, message);

describe("a Graph client on the fake tenant", () => {
  it("reads pages one after the other", async () => {
    const graph = await door();
    const first = await graph.getPage(messages, message);
    expect(first.items).toHaveLength(10);
    const empty = await graph.nextPage(first.nextLink ?? "", message);
    expect(empty.items).toEqual([]);
    const second = await graph.nextPage(empty.nextLink ?? "", message);
    expect(second.items).toHaveLength(10);
    expect(second.items[0]?.id).not.toBe(first.items[0]?.id);
  });

  it("meets a claims challenge by one exchange with the claims", async () => {
    await tenant.control.addRule({ door: "graph", match: {}, times: 1, response: { claimsChallenge: true } });
    await expect(readMessages()).resolves.toBeDefined();
    const stats = await tenant.control.stats();
    expect(stats.oboExchanges).toBe(2);
    expect(stats.graphRequests).toBe(2);
  });

  it("passes a challenge on that stays, after one more try", async () => {
    await tenant.control.addRule({ door: "graph", match: {}, response: { claimsChallenge: '{"access_token":{}}' } });
    const error = await toolErrorOf(readMessages());
    expect(error.code).toBe("claims_challenge");
    expect(error.details.claims).toBe('{"access_token":{}}');
    expect((await tenant.control.stats()).graphRequests).toBe(2);
  });

  it("never has more than three mail requests of one person open, so that Outlook does not refuse", async () => {
    const graph = await door();
    await Promise.all(Array.from({ length: 20 }, () => graph.getPage(messages, message)));
    const stats = await tenant.control.stats();
    expect(stats.peakMailboxConcurrency).toBe(3);
    expect(stats.graphRequests).toBe(20);
  });

  it("reads together what Graph answers in any order, at most three of one mailbox at once", async () => {
    const graph = await door();
    const { items } = await graph.getPage(messages, message);
    await tenant.control.resetStats();
    const results = await graph.getTogether(
      items.map(({ id }) => ({
        request: { path: ["me", "messages", id], query: { $select: "id,subject" } },
        schema: message,
      })),
    );
    expect(results).toEqual(items.map((value) => ({ status: "fulfilled", value })));
    const stats = await tenant.control.stats();
    expect(stats.graphRequests).toBe(10);
    expect(stats.batches).toBeGreaterThanOrEqual(3);
    expect(stats.writes).toBe(0);
    expect(stats.peakMailboxConcurrency).toBeLessThanOrEqual(3);
  });
});
