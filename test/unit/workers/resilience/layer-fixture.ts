import type { setTimeout as platformDelay } from "node:timers/promises";
import { Agent } from "undici";
import type { Call, Person } from "#common/call.ts";
import { createMetrics } from "#common/metrics.ts";
import { callOf, somebody } from "#test/unit/call-fixture.ts";
import type { GraphAnswer, GraphHttpRequest, GraphSend } from "#workers/resilience/graph-layer.ts";
import { workerMetrics } from "#workers/worker-metrics.ts";

const dispatcher = new Agent();

type RequestedBy = Person & Pick<Call, "deadlineMs" | "signal">;

/** A request of one user that may last 25 s from now. */
export function requestOf(changes: Partial<GraphHttpRequest & RequestedBy> = {}): GraphHttpRequest {
  const { tenantId = "tenant", userId = "user", deadlineMs, signal, ...http } = changes;
  const caller = { ...somebody, tenantId, userId };
  return {
    call: callOf("outlook_email_search", { caller, ...(deadlineMs && { deadlineMs }), ...(signal && { signal }) }),
    dispatcher,
    origin: "https://graph.test",
    path: "/v1.0/me/messages",
    method: "GET",
    headers: {},
    maxBytes: 1_000,
    workload: "outlook",
    ...http,
  };
}

export const answer = (status: number, headers: GraphAnswer["headers"] = {}): GraphAnswer => ({
  status,
  headers,
  body: Buffer.alloc(0),
});

/** Sends that give the outcomes in order, the last one for ever; counts what was sent. */
export function scripted(...outcomes: (GraphAnswer | Error)[]): { send: GraphSend; sent: () => number } {
  let sent = 0;
  return {
    async send() {
      const outcome = outcomes[Math.min(sent, outcomes.length - 1)];
      sent += 1;
      if (outcome === undefined || outcome instanceof Error) throw outcome ?? new Error("no outcome");
      return outcome;
    },
    sent: () => sent,
  };
}

/** `setTimeout` of `node:timers/promises` by the global one, which vitest's fake timers replace. */
export const delay: typeof platformDelay = (ms, value, { signal } = {}) =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(value as never), ms);
    const abort = () => {
      clearTimeout(timer);
      reject(new Error("aborted"));
    };
    if (signal?.aborted) abort();
    signal?.addEventListener("abort", abort, { once: true });
  });

/** Metrics of their own, and what they count. */
export function countedMetrics() {
  const { registry, metrics } = createMetrics(workerMetrics);
  async function read(name: string, labels: Record<string, string> = {}): Promise<number> {
    const metric = await registry.getSingleMetric(name)?.get();
    const wanted = Object.entries(labels);
    const found =
      metric?.values.filter(({ labels: has }) => wanted.every(([key, value]) => String(has[key]) === value)) ?? [];
    return found.reduce((sum, { value }) => sum + value, 0);
  }
  return { metrics, read };
}
