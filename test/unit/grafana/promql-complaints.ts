import { toolErrorCodes } from "#common/errors.ts";
import { workloads } from "#common/workload.ts";
import { knownMetrics } from "./known-metrics.ts";
import { type Matcher, readPromql } from "./read-promql.ts";

const closedLabels: Readonly<Record<string, readonly string[]>> = {
  outcome: ["ok", "cancelled", ...toolErrorCodes],
  workload: workloads,
  job: ["gateway", "workers"],
};

const known = knownMetrics();

function complaintsAboutMatcher({ metric, label, values }: Matcher): string[] {
  const about = known.get(metric);
  if (about === undefined) return [];
  if (!about.labels.includes(label)) return [`${metric} has no label ${label}`];
  if (label === "le")
    return values.filter((value) => !about.buckets?.includes(Number(value))).map((v) => `no bound ${v}`);
  const allowed = closedLabels[label];
  return values.filter((value) => allowed?.includes(value) === false).map((value) => `${label} is never ${value}`);
}

/** What is wrong with an expression: names of metrics, labels, bounds and closed values that do not exist. */
export function promqlComplaints(expression: string, recorded: ReadonlySet<string>): string[] {
  const { metrics, matchers, groupingLabels } = readPromql(expression);
  const unknown = [...metrics].filter((name) => !known.has(name) && !recorded.has(name));
  const labels = new Set([...metrics].flatMap((name) => known.get(name)?.labels ?? []));
  return [
    ...unknown.map((name) => `no metric is called ${name}`),
    ...matchers.flatMap(complaintsAboutMatcher),
    ...[...groupingLabels].filter((label) => !labels.has(label)).map((label) => `nothing here has a label ${label}`),
  ];
}
