import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { createMetrics } from "#common/metrics.ts";
import type { FakeTenant } from "#test/fake-tenant/fake-tenant.ts";
import { promptMs } from "#test/support/prompt.ts";
import { toolErrorOf } from "#test/support/tool-error-of.ts";
import {
  asserted,
  createObo,
  recordingLogger,
  type SignedIn,
  signIn,
  startTrustedTenant,
} from "#test/unit/workers/auth/obo-fixture.ts";
import type { OnBehalfOf } from "#workers/auth/on-behalf-of.ts";
import { createTokenSource } from "#workers/auth/user-tokens.ts";
import { createGraphClient, type GraphClient } from "#workers/graph/graph-client.ts";
import type { GraphDoor } from "#workers/tools/tool-context.ts";
import { workerMetrics } from "#workers/worker-metrics.ts";

const message = z.object({ id: z.string(), subject: z.string() });

let tenant: FakeTenant;
let userId: string;
let tenantId: string;
let obo: OnBehalfOf;
let client: GraphClient;
let signedIn: SignedIn;

beforeAll(async () => {
  tenant = await startTrustedTenant();
  const { tenants } = await tenant.control.directory();
  const person = tenants[0]?.users.find((user) => user.hasMailbox && !user.isSharedMailbox);
  userId = person?.id ?? "";
  tenantId = person?.tenantId ?? "";
  await tenant.control.setGrants(tenantId, ["Mail.Read"]);
  await tenant.control.generateMessages(userId, { count: 30 });
});
beforeEach(async () => {
  await tenant.control.resetScript();
  await tenant.control.resetStats();
  ({ obo } = await createObo(tenant));
  signedIn = await signIn(tenant, userId);
  client = createGraphClient({
    graphBaseUrl: tenant.graphBaseUrl,
    downloadHosts: [],
    metrics: createMetrics(workerMetrics).metrics,
    logger: recordingLogger().logger,
    random: () => 0,
  });
});
afterEach(() => Promise.all([obo.close(), client.close()]));
afterAll(() => tenant.close());

async function door(
  options: { timeoutMs?: number; signal?: AbortSignal; requestId?: string } = {},
): Promise<GraphDoor> {
  const { timeoutMs = 20_000, ...changes } = options;
  const own = asserted(signedIn, { deadlineMs: Date.now() + timeoutMs, ...changes });
  const getToken = createTokenSource(obo, own, await obo.exchange(own));
  return client.forCall(own.call, { getToken, workload: "outlook" });
}

const messages = { path: ["me", "messages"], query: { $top: 10, $select: "id,subject" } };
const readMessages = async (options?: Parameters<typeof door>[0]) => (await door(options)).getPage(messages, message);

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

  it("sends the request id, our name and the wish for immutable ids", async () => {
    const requestId = randomUUID();
    await readMessages({ requestId });
    const { requests } = await tenant.control.stats();
    const seen = requests.find(({ door: at }) => at === "graph");
    expect(seen?.clientRequestId).toBe(requestId);
    expect(seen?.userAgent).toMatch(/^ISV\|/);
    expect(seen?.prefer).toBe('IdType="ImmutableId"');
  });

  it("tries again after a 503 and a broken connection", async () => {
    await tenant.control.addRule({ door: "graph", match: {}, times: 1, response: { status: 503 } });
    await tenant.control.addRule({ door: "graph", match: {}, times: 1, response: { reset: true } });
    await expect(readMessages()).resolves.toBeDefined();
    expect((await tenant.control.stats()).graphRequests).toBe(3);
  });

  it("says at once that a pause is longer than the call may last", async () => {
    const headers = { "retry-after": "60" };
    await tenant.control.addRule({ door: "graph", match: {}, response: { status: 429, headers } });
    const error = await toolErrorOf(readMessages());
    expect(error.code).toBe("rate_limited");
    expect(error.details.retryAfterSeconds).toBe(60);
    expect((await tenant.control.stats()).graphRequests).toBe(1);
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

  it("retries the one of a batch that Graph throttles, after its pause", async () => {
    const response = { status: 429, headers: { "retry-after": "1" } };
    const match = { pathPattern: "mailFolders/inbox" };
    await tenant.control.addRule({ door: "graph", match, times: 1, response });
    const schema = z.object({ id: z.string() });
    const folders = ["inbox", "drafts"].map((id) => ({ request: { path: ["me", "mailFolders", id] }, schema }));
    const results = await (await door()).getTogether(folders);
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled"]);
    const { requests } = await tenant.control.stats();
    const seen = requests.filter(({ door: at }) => at === "graph").map(({ method, path }) => `${method} ${path}`);
    expect(seen).toEqual([
      "POST /v1.0/$batch",
      "GET /v1.0/me/mailFolders/inbox",
      "GET /v1.0/me/mailFolders/drafts",
      "GET /v1.0/me/mailFolders/inbox",
    ]);
  });

  it("stops a running request when nobody waits any more", async () => {
    await tenant.control.addRule({ door: "graph", match: {}, response: { hang: true } });
    const nobody = new AbortController();
    const running = toolErrorOf(readMessages({ signal: nobody.signal }));
    await expect.poll(async () => (await tenant.control.stats()).graphRequests).toBe(1);
    nobody.abort();
    expect((await running).code).toBe("deadline_exceeded");
    await expect.poll(async () => (await tenant.control.stats()).abortedRequests).toBe(1);
  });

  it("does not outlast its deadline", async () => {
    await tenant.control.addRule({ door: "graph", match: {}, response: { hang: true } });
    const started = Date.now();
    const error = await toolErrorOf(readMessages({ timeoutMs: 300 }));
    expect(error.code).toBe("deadline_exceeded");
    expect(Date.now() - started).toBeLessThan(promptMs);
  });
});
