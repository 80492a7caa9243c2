import type { MetricEntry } from "#common/metrics.ts";
import { gatewayMetrics } from "#gateway/gateway-metrics.ts";
import { workerMetrics } from "#workers/worker-metrics.ts";

/** Every metric of the product. */
export const metricTable = { ...gatewayMetrics, ...workerMetrics };

type MetricTable = typeof metricTable;
type KeyOf<Type extends MetricEntry["type"]> = {
  [Key in keyof MetricTable]: MetricTable[Key]["type"] extends Type ? Key : never;
}[keyof MetricTable];
type LabelOf<Key extends keyof MetricTable> = MetricTable[Key]["labels"][number];

interface Selection<Label> {
  /** The labels to keep. None: one series. */
  by?: readonly Label[];
  /** Label matchers, such as `outcome!="ok"`. */
  where?: string;
}

const selector = (where: string | undefined) => (where === undefined ? "" : `{${where}}`);
const by = (labels: readonly string[]) => (labels.length === 0 ? "" : ` by (${labels.join(", ")})`);

/** Events per second: increments of a counter, or observations of a histogram. */
export function perSecond<Key extends KeyOf<"counter" | "histogram">>(
  key: Key,
  options: Selection<LabelOf<Key>> = {},
): string {
  const { name, type } = metricTable[key];
  const series = type === "histogram" ? `${name}_count` : name;
  return `sum${by(options.by ?? [])} (rate(${series}${selector(options.where)}[$__rate_interval]))`;
}

/** The `q` quantile of the observations. */
export function quantile<Key extends KeyOf<"histogram">>(
  q: number,
  key: Key,
  options: Selection<LabelOf<Key>> = {},
): string {
  const { name } = metricTable[key];
  const labels = ["le", ...(options.by ?? [])];
  const rates = `rate(${name}_bucket${selector(options.where)}[$__rate_interval])`;
  return `histogram_quantile(${q}, sum${by(labels)} (${rates}))`;
}

/** Observations per bucket, for a heatmap. */
export function bucketCounts<Key extends KeyOf<"histogram">>(
  key: Key,
  options: Pick<Selection<LabelOf<Key>>, "where"> = {},
): string {
  return `sum by (le) (increase(${metricTable[key].name}_bucket${selector(options.where)}[$__rate_interval]))`;
}

/** A gauge over all processes: `sum` of their own values, `max` of a value that all see, `min` of the earliest time. */
export function gauge<Key extends KeyOf<"gauge">>(
  key: Key,
  options: Selection<LabelOf<Key>> & { over: "sum" | "max" | "min" },
): string {
  return `${options.over}${by(options.by ?? [])} (${metricTable[key].name}${selector(options.where)})`;
}
