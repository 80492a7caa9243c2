import { afterAll, expect, test } from "vitest";
import { z } from "zod";
import { sendJson, startHttpsServer } from "#test/support/https-server.ts";
import { until } from "#test/support/until.ts";
import { somebody } from "#test/unit/call-fixture.ts";
import { maxConnections } from "#workers/resilience/request-limits.ts";
import { createTestGraph } from "./graph-fixture.ts";

const { ofTenant } = maxConnections.graph;
const item = z.object({ id: z.string() });

// Nothing of the slow tenant is ever answered.
const graph = await startHttpsServer(({ url }, response) => {
  if (!url.includes("slow")) sendJson(response, { id: "1" });
});
afterAll(() => graph.close());

// proves A11
test("a tenant whose requests all hang leaves connections to Graph for others", async () => {
  const { client, door } = createTestGraph({ origin: graph.origin });
  const over = new AbortController();
  const readSlow = (person: number) => {
    const caller = { ...somebody, tenantId: "slow", userId: `person ${person}` };
    return door({ caller, signal: over.signal })
      .get({ path: ["drives", "slow"] }, item)
      .catch(() => undefined);
  };
  const reads: Promise<unknown>[] = [];
  // In groups: a busy machine would not have made all connections by the time that each of them may take.
  while (reads.length < maxConnections.graph.toOrigin + 10) {
    for (let person = 0; person < 16; person += 1) reads.push(readSlow(reads.length));
    const sent = Math.min(reads.length, ofTenant);
    await until("all requests that may be under way", () => graph.requests.length >= sent || undefined);
  }
  const caller = { ...somebody, tenantId: "healthy" };
  expect(await door({ caller }).get({ path: ["drives", "d"] }, item)).toEqual({ id: "1" });
  expect(graph.requests.filter(({ url }) => url.includes("slow"))).toHaveLength(ofTenant);
  over.abort();
  await Promise.all(reads);
  await client.close();
});
