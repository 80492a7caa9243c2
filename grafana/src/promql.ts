import type { MetricEntry } from "#common/metric-table.ts";
import { metricTable } from "./metric-table.ts";

type MetricTable = typeof metricTable;
type KeyOf<Type extends MetricEntry["type"]> = {
  [Key in keyof MetricTable]: MetricTable[Key]["type"] extends Type ? Key : never;
}[keyof MetricTable];
type LabelOf<Key extends keyof MetricTable> = MetricTable[Key]["labels"][number];

interface Selection<Label> {
  /** The labels that stay; none = one series. */
  by?: readonly Label[];
  /** Label matchers, such as `outcome!="ok"`. */
  where?: string;
}

const selector = (where: string | undefined) => (where === undefined ? "" : `{${where}}`);
const by = (labels: readonly string[]) => (labels.length === 0 ? "" : ` by (${labels.join(", ")})`);

/** How often per second something happened: increments of a counter, observations of a histogram. */
export function perSecond<Key extends KeyOf<"counter" | "histogram">>(
  key: Key,
  options: Selection<LabelOf<Key>> = {},
): string {
  const { name, type } = metricTable[key];
  const series = type === "histogram" ? `${name}_count` : name;
  return `sum${by(options.by ?? [])} (rate(${series}${selector(options.where)}[$__rate_interval]))`;
}

/** The value below which the share `q` of the observations lies. */
export function quantile<Key extends KeyOf<"histogram">>(
  q: number,
  key: Key,
  options: Selection<LabelOf<Key>> = {},
): string {
  const { name } = metricTable[key];
  const labels = ["le", ...(options.by ?? [])];
  return `histogram_quantile(${q}, sum${by(labels)} (rate(${name}_bucket${selector(options.where)}[$__rate_interval])))`;
}

/** Observations per bucket, for a heatmap. */
export function bucketCounts<Key extends KeyOf<"histogram">>(
  key: Key,
  options: Pick<Selection<LabelOf<Key>>, "where"> = {},
): string {
  return `sum by (le) (increase(${metricTable[key].name}_bucket${selector(options.where)}[$__rate_interval]))`;
}

/** A gauge over all processes: `sum` of what each has, `max` of what all see alike, `min` of the first to come. */
export function gauge<Key extends KeyOf<"gauge">>(
  key: Key,
  options: Selection<LabelOf<Key>> & { over: "sum" | "max" | "min" },
): string {
  return `${options.over}${by(options.by ?? [])} (${metricTable[key].name}${selector(options.where)})`;
}
