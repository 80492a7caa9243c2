import type { LookupFunction } from "node:net";
import type { AssertedCall, Call } from "#common/call.ts";
import { createMetrics } from "#common/metrics.ts";
import type { ProxySettings } from "#common/proxy-settings.ts";
import type { FakeTenant } from "#test/fake-tenant/fake-tenant.ts";
import { callOf } from "#test/unit/call-fixture.ts";
import { recordingLogger } from "#test/unit/workers/auth/obo-fixture.ts";
import type { OnBehalfOf } from "#workers/auth/on-behalf-of.ts";
import { createTokenSource } from "#workers/auth/user-tokens.ts";
import { createGraphClient } from "#workers/graph/graph-client.ts";
import type { GraphDoor } from "#workers/tools/tool-context.ts";
import { workerMetrics } from "#workers/worker-metrics.ts";

export const accessToken = "secret-graph-token";

export type TestGraph = ReturnType<typeof createTestGraph>;

/** A Graph client on a server of the test's own. Retries don't wait. */
export function createTestGraph(options: {
  origin: string;
  downloadHosts?: readonly string[];
  proxy?: ProxySettings;
  lookup?: LookupFunction;
  attemptLimitMs?: number;
}) {
  const { origin, downloadHosts = [], ...rest } = options;
  const log = recordingLogger();
  const { metrics, registry } = createMetrics(workerMetrics);
  let answers = 0;
  const client = createGraphClient({
    graphBaseUrl: origin,
    downloadHosts,
    metrics,
    logger: log.logger,
    random: () => 0,
    ...rest,
  });
  let leftOut = 0;
  return {
    client,
    log,
    /** Attempts in the metric of Graph requests, and Graph's answers as the audit log counts them. */
    async counted() {
      const metric = await registry.getSingleMetric("m365_graph_request_seconds")?.get();
      const values: { value: number; metricName?: string }[] = metric?.values ?? [];
      const counts = values.filter(({ metricName }) => metricName?.endsWith("_count"));
      return { attempts: counts.reduce((sum, { value }) => sum + value, 0), answers };
    },
    /** How many elements of lists were left out of answers. */
    leftOut: () => leftOut,
    door: (changes?: Partial<Pick<Call, "requestId" | "caller" | "deadlineMs" | "signal">>): GraphDoor =>
      client.forCall(callOf("sharepoint_search", { deadlineMs: Date.now() + 15_000, ...changes }), {
        getToken: async () => {
          const expiresAtMs = Date.now() + 3_600_000;
          return { accessToken, scopes: new Set(), expiresAtMs, usableUntilMs: expiresAtMs, person: {} };
        },
        workload: "files",
        onAnswer() {
          answers += 1;
        },
        onLeftOut(elements) {
          leftOut += elements;
        },
      }),
  };
}

/** The way to Graph of calls of people who are signed in to a fake tenant. */
export function graphOn(tenant: FakeTenant, obo: () => OnBehalfOf) {
  const { client } = createTestGraph({ origin: tenant.graphBaseUrl });
  async function doorOf(own: AssertedCall): Promise<GraphDoor> {
    const getToken = createTokenSource(obo(), own, await obo().exchange(own));
    return client.forCall(own.call, { getToken, workload: "outlook" });
  }
  return { doorOf, close: client.close };
}
