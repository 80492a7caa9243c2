import type { TenantMemory } from "#common/off-boarding.ts";
import type { WorkerMetrics } from "#workers/worker-metrics.ts";
import { createBreakerLayer } from "./breaker-layer.ts";
import type { Gate } from "./gate.ts";
import type { GraphLayer } from "./graph-layer.ts";
import { createRetryLayer } from "./retry-layer.ts";
import { createThrottleLayer } from "./throttle-layer.ts";

export interface Layers extends Pick<TenantMemory, "forget"> {
  layer: GraphLayer;
  /** Stops the breakers' timers. */
  close(): void;
}

/**
 * The layers of a Graph request, outermost first. A retry releases its place while it waits, and the breaker is checked
 * only when the request can start.
 */
export function createLayers(options: {
  metrics: WorkerMetrics;
  gate: Gate;
  now: () => number;
  random: () => number;
}): Layers {
  const breaker = createBreakerLayer(options);
  const layers = [createRetryLayer(options), createThrottleLayer(options), breaker.layer];
  return {
    layer: (attempt) => layers.reduceRight((next, layer) => layer(next), attempt),
    forget: breaker.forget,
    close: breaker.close,
  };
}
