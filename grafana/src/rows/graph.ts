import type { RowSpec } from "../dashboard.ts";
import { gauge, perSecond, quantile } from "../promql.ts";
import { unit } from "../units.ts";

const throttled = perSecond("graphRequestSeconds", { by: ["workload"], where: 'status="429"' });
const all = perSecond("graphRequestSeconds", { by: ["workload"] });

/** Microsoft Graph as the workers see it. */
export const graphRow: RowSpec = {
  title: "Microsoft Graph",
  panels: [
    {
      title: "Graph requests by workload",
      description: "Attempts per second, repeated ones included.",
      unit: unit.requestsPerSecond,
      shape: "stacked",
      queries: [[all, "{{workload}}"]],
    },
    {
      title: "Graph answers that failed",
      description: "429: Graph throttles. 5xx and error (no answer at all): Graph or the network is in trouble.",
      unit: unit.requestsPerSecond,
      queries: [
        [
          perSecond("graphRequestSeconds", { by: ["workload", "status"], where: 'status=~"429|4xx|5xx|error"' }),
          "{{workload}}: {{status}}",
        ],
      ],
    },
    {
      title: "Graph latency (p95)",
      description: "Time of one attempt, to its last byte. What a call adds to it is our own.",
      unit: unit.seconds,
      queries: [[quantile(0.95, "graphRequestSeconds", { by: ["workload"] }), "{{workload}}"]],
    },
    {
      title: "Share of throttled requests",
      description: "429 answers over all answers. Limits are per app, tenant and mailbox.",
      unit: unit.share,
      queries: [[`${throttled} / ${all}`, "{{workload}}"]],
      alerts: ["GraphThrottling"],
    },
    {
      title: "Retry-After (p95)",
      description: "Pauses that Graph asked for. One that is longer than a call's deadline fails the call at once.",
      unit: unit.seconds,
      queries: [[quantile(0.95, "graphRetryAfterSeconds", { by: ["workload"] }), "{{workload}}"]],
    },
    {
      title: "Retries",
      description:
        "Requests that were tried again, per second: each at most twice, and all together at most a tenth of the requests. Refused: not tried again because of that.",
      unit: unit.perSecond,
      queries: [
        [perSecond("graphRetries", { by: ["workload"] }), "{{workload}}"],
        [perSecond("graphRetriesRefused", { by: ["workload"] }), "{{workload}}: refused"],
      ],
    },
    {
      title: "Circuit breakers",
      description:
        "The worst state among the workers: 0 closed, 1 half-open (the next call is its probe), 2 open (calls are refused at once).",
      unit: unit.count,
      max: 2,
      width: 12,
      queries: [[gauge("breakerState", { over: "max", by: ["service"] }), "{{service}}"]],
      alerts: ["BreakerOpen"],
    },
    {
      title: "Breaker transitions",
      description: "Changes of state per second. A breaker that flaps means a service that half works.",
      unit: unit.perSecond,
      width: 12,
      queries: [[perSecond("breakerTransitions", { by: ["service"] }), "{{service}}"]],
    },
    {
      title: "Requests held back (p95)",
      description:
        "Time that requests waited so as to keep Microsoft's limits. pause: Graph asked for it. rate: a documented rate, or a limit that is near. place: too many at once in one mailbox or of one person.",
      unit: unit.seconds,
      width: 24,
      queries: [[quantile(0.95, "graphHeldSeconds", { by: ["workload", "reason"] }), "{{workload}}: {{reason}}"]],
    },
  ],
};
