import type { MetricEntry } from "#common/metric-entry.ts";
import { metricTable } from "#common/metric-table.ts";
import { markdownTable } from "./marked-block.ts";

const code = (text: string) => `\`${text}\``;

function row({ name, type, help, labels, buckets, by }: MetricEntry): string[] {
  const what = buckets === undefined ? type : `${type}: ${buckets.join(", ")}`;
  return [code(name), what, labels.map(code).join(", "), by.length === 2 ? "both" : by.join(), help];
}

/** docs/metrics.md: every metric of the product. */
export function metricsPage(): string {
  const rows = Object.values(metricTable).map(row);
  return `# Metrics

What \`/metrics\` on the ops port shows, in the text format of Prometheus. Written out of
[common/metric-table.ts](../common/metric-table.ts) by \`npm run docs\`.

Labels are closed sets: never a tenant, a user, a path or an id. \`_seconds\` and \`_bytes\` are what they say; a histogram
is followed by its bounds. A tool that does not exist counts as \`other\`.

${markdownTable(["metric", "type", "labels", "by", "meaning"], rows)}

Both processes also show Node's own: event-loop lag (\`nodejs_eventloop_lag_p99_seconds\`), heap
(\`nodejs_heap_size_used_bytes\`), garbage collection (\`nodejs_gc_duration_seconds\`), CPU
(\`process_cpu_seconds_total\`) and resident memory (\`process_resident_memory_bytes\`).
`;
}
