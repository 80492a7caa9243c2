import type { WorkerMetrics } from "#workers/worker-metrics.ts";
import { circuitBreaker } from "./circuit-breaker.ts";
import { concurrencyLimit } from "./concurrency-limit.ts";
import type { Gate } from "./gate.ts";
import type { GraphLayer } from "./graph-layer.ts";
import { retry } from "./retry.ts";
import { throttle } from "./throttle.ts";

export interface Layers {
  layer: GraphLayer;
  /** Stops the breakers' timers. */
  close(): void;
}

/**
 * What a Graph request goes through, outermost first. A retry gives its place up while it waits; a breaker and a pause
 * are looked at only when the request really can start.
 */
export function createLayers(options: {
  metrics: WorkerMetrics;
  gate: Gate;
  now: () => number;
  random: () => number;
}): Layers {
  const breaker = circuitBreaker(options);
  const layers = [retry(options), concurrencyLimit(options), throttle(options), breaker.layer];
  return {
    layer: (attempt) => layers.reduceRight((next, layer) => layer(next), attempt),
    close: breaker.close,
  };
}
