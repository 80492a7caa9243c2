import { literalComplaints } from "#test/support/literal-complaints.ts";

/**
 * Grafana's own types of a dashboard's JSON (grafana-foundation-sdk, generated from Grafana's schemas), with what they
 * leave open closed: the kinds of panels that we have, and Prometheus' queries. Enumerations become the texts that
 * stand in JSON.
 */
const shape = `
import type { Dashboard, FieldConfig, FieldConfigSource } from "@grafana/grafana-foundation-sdk/dashboard";
import type { Panel, RowPanel } from "@grafana/grafana-foundation-sdk/dashboard";
import type * as heatmap from "@grafana/grafana-foundation-sdk/heatmap";
import type { Dataquery } from "@grafana/grafana-foundation-sdk/prometheus";
import type * as text from "@grafana/grafana-foundation-sdk/text";
import type * as timeseries from "@grafana/grafana-foundation-sdk/timeseries";

type Json<T> = T extends string ? \`\${T}\` : T extends object ? { [Key in keyof T]: Json<T[Key]> } : T;
type Closed<Type, Options, Custom> = Omit<Panel, "type" | "options" | "targets" | "fieldConfig"> & {
  type: Type;
  options: Options;
  targets: Omit<Dataquery, "_implementsDataqueryVariant">[];
  fieldConfig: Omit<FieldConfigSource, "defaults"> & { defaults: Omit<FieldConfig, "custom"> & { custom: Custom } };
};
type TextPanel = Omit<Panel, "type" | "options" | "targets" | "fieldConfig"> & { type: "text"; options: text.Options };
type AnyPanel =
  | Closed<"timeseries", timeseries.Options, timeseries.FieldConfig>
  | Closed<"heatmap", heatmap.Options, heatmap.FieldConfig>
  | TextPanel
  | RowPanel;
type Shape = Json<Omit<Dashboard, "panels"> & { panels: AnyPanel[] }>;
`;

/** Keys and values in the JSON of dashboards, given by the names of their files, that Grafana would not understand. */
export function dashboardComplaints(files: ReadonlyMap<string, unknown>): string[] {
  return literalComplaints([...files].map(([name, value]) => ({ name, shape, value })));
}
