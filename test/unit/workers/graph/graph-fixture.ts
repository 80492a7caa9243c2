import { randomUUID } from "node:crypto";
import type { LookupFunction } from "node:net";
import { createMetrics } from "#common/metrics.ts";
import { recordingLogger } from "#test/unit/workers/auth/obo-fixture.ts";
import { createGraphClient, type GraphClient } from "#workers/graph/graph-client.ts";
import type { GraphCaller } from "#workers/graph/graph-door.ts";
import type { GraphDoor } from "#workers/tools/tool-context.ts";
import { workerMetrics } from "#workers/worker-metrics.ts";

export const accessToken = "secret-graph-token";

export interface TestGraph {
  client: GraphClient;
  door(changes?: Partial<GraphCaller>): GraphDoor;
  log: ReturnType<typeof recordingLogger>;
}

/** A Graph client on a server of the test's own. Retries don't wait. */
export function createTestGraph(options: {
  origin: string;
  downloadHosts?: readonly string[];
  lookup?: LookupFunction;
}): TestGraph {
  const { origin, downloadHosts = [], lookup } = options;
  const log = recordingLogger();
  const client = createGraphClient({
    graphBaseUrl: origin,
    downloadHosts,
    metrics: createMetrics(workerMetrics).metrics,
    logger: log.logger,
    random: () => 0,
    ...(lookup === undefined ? {} : { lookup }),
  });
  return {
    client,
    log,
    door: (changes) =>
      client.forCall({
        getToken: async () => {
          const expiresAtMs = Date.now() + 3_600_000;
          return { accessToken, scopes: new Set(), expiresAtMs, usableUntilMs: expiresAtMs };
        },
        requestId: randomUUID(),
        caller: { tenantId: "tenant", userId: "user" },
        workload: "files",
        deadlineMs: Date.now() + 15_000,
        signal: new AbortController().signal,
        ...changes,
      }),
  };
}
