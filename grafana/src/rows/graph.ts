import type { RowSpec } from "../dashboard.ts";
import { gauge, perSecond, quantile } from "../promql.ts";
import { unit } from "../units.ts";

const throttled = perSecond("graphRequestSeconds", { by: ["workload"], where: 'status="429"' });
const all = perSecond("graphRequestSeconds", { by: ["workload"] });

/** Microsoft Graph, as the workers see it. */
export const graphRow: RowSpec = {
  title: "Microsoft Graph",
  panels: [
    {
      title: "Graph requests by workload",
      description: "Attempts per second, including retries.",
      unit: unit.requestsPerSecond,
      shape: "stacked",
      queries: [[all, "{{workload}}"]],
    },
    {
      title: "Graph answers that failed",
      description: "429: Graph throttles. 5xx and error (no response at all): Graph or the network fails.",
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
      description: "Time of one attempt, to its last byte. The rest of a call's latency is the connector's.",
      unit: unit.seconds,
      queries: [[quantile(0.95, "graphRequestSeconds", { by: ["workload"] }), "{{workload}}"]],
    },
    {
      title: "Share of throttled requests",
      description: "Share of responses with status 429. Limits are per app, tenant and mailbox.",
      unit: unit.share,
      queries: [[`${throttled} / ${all}`, "{{workload}}"]],
      alerts: ["GraphThrottling"],
    },
    {
      title: "Retry-After (p95)",
      description:
        "Pauses that Graph requested. A pause longer than the rest of a call's deadline fails the call immediately.",
      unit: unit.seconds,
      queries: [[quantile(0.95, "graphRetryAfterSeconds", { by: ["workload"] }), "{{workload}}"]],
    },
    {
      title: "Retries",
      description:
        "Retried requests per second: each at most twice, and at most a tenth of all requests. Refused: not " +
        "retried because of that limit.",
      unit: unit.perSecond,
      queries: [
        [perSecond("graphRetries", { by: ["workload"] }), "{{workload}}"],
        [perSecond("graphRetriesRefused", { by: ["workload"] }), "{{workload}}: refused"],
      ],
    },
    {
      title: "Circuit breakers",
      description:
        "Worst state among the workers: 0 closed, 1 half-open (the next calls are probes), 2 open (calls are " +
        "refused immediately).",
      unit: unit.count,
      max: 2,
      width: 12,
      queries: [[gauge("breakerState", { over: "max", by: ["service"] }), "{{service}}"]],
      alerts: ["BreakerOpen"],
    },
    {
      title: "Breaker transitions",
      description: "State changes per second. A breaker that flaps means a service that works only partly.",
      unit: unit.perSecond,
      width: 12,
      queries: [[perSecond("breakerTransitions", { by: ["service"] }), "{{service}}"]],
    },
    {
      title: "Requests held back (p95)",
      description:
        "Time that requests waited to respect Microsoft's limits. pause: Graph requested it. rate: a documented " +
        "rate, or a limit that is near. place: too many concurrent requests for one mailbox or user.",
      unit: unit.seconds,
      width: 12,
      queries: [[quantile(0.95, "graphHeldSeconds", { by: ["workload", "reason"] }), "{{workload}}: {{reason}}"]],
    },
    {
      title: "429 by group of persons",
      description:
        "Whose limit: tenant if Graph said so, else one of 16 groups of persons and mailboxes. One line alone is " +
        "most likely one person or mailbox.",
      unit: unit.requestsPerSecond,
      width: 12,
      queries: [[perSecond("graphThrottled", { by: ["workload", "whose"] }), "{{workload}}: {{whose}}"]],
    },
  ],
};
