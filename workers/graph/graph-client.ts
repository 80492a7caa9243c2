import type { LookupFunction } from "node:net";
import type { Call } from "#common/call.ts";
import type { Logger } from "#common/logger.ts";
import type { ProxySettings } from "#common/proxy-settings.ts";
import { type Trace, untraced } from "#common/tracing/trace.ts";
import { direct } from "#workers/open-connections.ts";
import { createBreakerLayer } from "#workers/resilience/breaker-layer.ts";
import type { Gate } from "#workers/resilience/gate.ts";
import type { GraphLayer, GraphSend } from "#workers/resilience/graph-layer.ts";
import { createLocalGate } from "#workers/resilience/local-gate.ts";
import { createRetryLayer } from "#workers/resilience/retry-layer.ts";
import { createThrottleLayer } from "#workers/resilience/throttle-layer.ts";
import type { GraphDoor } from "#workers/tools/tool-context.ts";
import type { WorkerMetrics } from "#workers/worker-metrics.ts";
import { createGraphAttempt, createHttpSend } from "./graph-attempt.ts";
import { createGraphBatch } from "./graph-batch.ts";
import { createDownloadHosts, createGraphPools } from "./graph-connections.ts";
import { createGraphDoor, type GraphUse } from "./graph-door.ts";

export interface GraphClientDependencies {
  /** Graph's origin, such as `https://graph.microsoft.com`. */
  graphBaseUrl: string;
  /** Host suffixes, or exact `host:port` entries, which may be private addresses. */
  downloadHosts: readonly string[];
  proxy?: ProxySettings;
  metrics: WorkerMetrics;
  logger: Logger;
  /** Keeper of pauses and rates; by default in this process alone. */
  gate?: Gate;
  trace?: Trace;
  /** Around each HTTP request, below all other layers. */
  around?: GraphLayer;
  /** Unix milliseconds, by the clock of the calls' deadlines. */
  now?: () => number;
  random?: () => number;
  /** Name lookup of downloads; by default the system's. */
  lookup?: LookupFunction;
  /** Longest duration of one attempt but of downloads, for tests. */
  attemptLimitMs?: number;
}

export type GraphClient = ReturnType<typeof createGraphClient>;

/** Builds the one Graph client of a process: its connections, breakers, limits and pauses. */
export function createGraphClient(dependencies: GraphClientDependencies) {
  const {
    graphBaseUrl,
    proxy = direct,
    metrics,
    logger,
    trace = untraced,
    lookup,
    attemptLimitMs,
    around = (send) => send,
    now = Date.now,
    random = Math.random,
  } = dependencies;
  const downloadHosts = createDownloadHosts(dependencies.downloadHosts);
  const pools = createGraphPools({ downloadHosts, proxy, lookup });
  const { gate = createLocalGate() } = dependencies;
  const layers = createLayers({ metrics, gate, now, random });
  const http = around(createHttpSend({ now, sharesOf: pools.sharesOf, attemptLimitMs }));
  const layered = (innermost: GraphSend) => layers.layer(createGraphAttempt(innermost, { metrics, trace, now }));
  const batchOf = (size: number) => {
    const { send, leave } = createGraphBatch({ size, send: http });
    return { send: layered(send), leave };
  };
  const origin = new URL(graphBaseUrl).origin;
  const shared = { origin, pools, downloadHosts, send: layered(http), batchOf, logger, now };
  return {
    /**
     * The door to Graph for one call. Cheap: connections, breakers and limits are shared by all calls.
     * @param limitMs how long the door stays open, if less than to the end of the call
     */
    forCall(call: Call, use: GraphUse, limitMs?: number): GraphDoor {
      const part = limitMs === undefined ? call : { ...call, deadlineMs: Math.min(call.deadlineMs, now() + limitMs) };
      return createGraphDoor(part, use, shared);
    },
    // As a `TenantMemory`.
    what: "limit" as const,
    forget: layers.forget,
    /** Waits for running requests, then closes the connections. */
    async close() {
      await pools.close();
      layers.close();
    },
  };
}

/**
 * The layers of a Graph request, outermost first. A retry releases its place while it waits, and the breaker is checked
 * only when the request can start.
 */
export function createLayers(options: { metrics: WorkerMetrics; gate: Gate; now: () => number; random: () => number }) {
  const breaker = createBreakerLayer(options);
  const layers = [createRetryLayer(options), createThrottleLayer(options), breaker.layer];
  return {
    layer: (attempt: GraphSend) => layers.reduceRight((next, layer) => layer(next), attempt),
    forget: breaker.forget,
    close: breaker.close,
  };
}
