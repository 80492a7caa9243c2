import { maxReplyBytes } from "#common/queue/protocol.ts";
import type { RowSpec } from "../dashboard.ts";
import { bucketCounts, gauge, perSecond, quantile } from "../promql.ts";
import { unit } from "../units.ts";

const failures = 'outcome!~"ok|cancelled"';

/** Tool calls as clients see them. `where` restricts all panels to some tools. */
export function callsRow(where?: string): RowSpec {
  const selected = where === undefined ? {} : { where };
  const failed = where === undefined ? failures : `${where}, ${failures}`;
  const perTool = where === undefined ? "per tool" : "of the chosen tools";
  return {
    title: "Tool calls",
    panels: [
      {
        title: "Calls by outcome",
        description: "Finished calls per second. Outcomes other than ok are the error codes that clients see.",
        unit: unit.requestsPerSecond,
        shape: "stacked",
        queries: [[perSecond("toolCallSeconds", { by: ["outcome"], ...selected }), "{{outcome}}"]],
      },
      {
        title: "Errors by tool and outcome",
        description:
          "Calls per second that ended with an error. internal is a bug in the connector: search the log for its " +
          "reference ID.",
        unit: unit.requestsPerSecond,
        queries: [[perSecond("toolCallSeconds", { by: ["tool", "outcome"], where: failed }), "{{tool}}: {{outcome}}"]],
      },
      {
        title: "Calls in flight",
        description: "Calls that wait for an answer. It grows when workers or Graph are slow.",
        unit: unit.count,
        shape: "stacked",
        queries: [[gauge("toolCallsInFlight", { over: "sum", by: ["tool"], ...selected }), "{{tool}}"]],
      },
      {
        title: "Latency",
        description:
          "Distribution of the latency of all calls, whatever their outcome. Two bands are two kinds of calls.",
        unit: unit.seconds,
        shape: "heatmap",
        width: 12,
        queries: [[bucketCounts("toolCallSeconds", selected), "{{le}}"]],
      },
      {
        title: "Latency percentiles",
        description: "Time from a tools/call to its answer, whatever its outcome.",
        unit: unit.seconds,
        width: 12,
        queries: [
          [quantile(0.5, "toolCallSeconds", selected), "p50"],
          [quantile(0.95, "toolCallSeconds", selected), "p95"],
          [quantile(0.99, "toolCallSeconds", selected), "p99"],
        ],
      },
      {
        title: `Latency ${perTool} (p95)`,
        description: "Shows whether one tool is slow, or all of them.",
        unit: unit.seconds,
        width: 12,
        queries: [[quantile(0.95, "toolCallSeconds", { by: ["tool"], ...selected }), "{{tool}}"]],
      },
      {
        title: `Result size ${perTool} (p95)`,
        description: `Size of the results. Nothing above ${maxReplyBytes / 1024 / 1024} MiB is sent.`,
        unit: unit.bytes,
        width: 12,
        queries: [[quantile(0.95, "resultBytes", { by: ["tool"], ...selected }), "{{tool}}"]],
      },
    ],
  };
}
