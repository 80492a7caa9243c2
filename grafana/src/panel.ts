import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import {
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VizTooltipOptionsBuilder,
} from "@grafana/grafana-foundation-sdk/common";
import { DashboardLinkBuilder, DashboardLinkType, type Panel } from "@grafana/grafana-foundation-sdk/dashboard";
import {
  PanelBuilder as HeatmapBuilder,
  HeatmapColorMode,
  HeatmapColorOptionsBuilder,
  YAxisConfigBuilder,
} from "@grafana/grafana-foundation-sdk/heatmap";
import { DataqueryBuilder, PromQueryFormat } from "@grafana/grafana-foundation-sdk/prometheus";
import { PanelBuilder as TextBuilder, TextMode } from "@grafana/grafana-foundation-sdk/text";
import { PanelBuilder as TimeseriesBuilder } from "@grafana/grafana-foundation-sdk/timeseries";
import { type Alert, runbookUrl } from "./runbooks.ts";
import type { Unit } from "./units.ts";

export interface PanelSpec {
  title: string;
  /** What it shows, and what a bad value means. */
  description: string;
  unit: Unit;
  /** PromQL and the legend of its series. */
  queries: readonly (readonly [expression: string, legend: string])[];
  /** `lines` (default), `stacked` areas, or a `heatmap` of one query with counts by `le`. */
  shape?: "lines" | "stacked" | "heatmap";
  /** Width in columns, of 24. Default: 8. */
  width?: 6 | 8 | 12 | 24;
  /** Upper end of the axis, for shares. */
  max?: number;
  /** Alerts on what this panel shows. The panel links to their runbooks. */
  alerts?: readonly Alert[];
}

export const datasource = { type: "prometheus", uid: "$datasource" };
const height = 8;

function runbookLink(alert: Alert): DashboardLinkBuilder {
  return new DashboardLinkBuilder(`Runbook of ${alert}`).type(DashboardLinkType.Link).url(runbookUrl(alert));
}

function query(spec: PanelSpec, index: number): DataqueryBuilder {
  const [expression, legend] = spec.queries[index] ?? ["", ""];
  const format = spec.shape === "heatmap" ? PromQueryFormat.Heatmap : PromQueryFormat.TimeSeries;
  const refId = String.fromCharCode("A".charCodeAt(0) + index);
  const dataquery = new DataqueryBuilder()
    .refId(refId)
    .datasource(datasource)
    .expr(expression)
    .legendFormat(legend)
    .format(format)
    .range();
  // Exemplars link to a sampled trace of such a call while tracing is on.
  return expression.includes("histogram_quantile(") ? dataquery.exemplar(true) : dataquery;
}

function common<Panels extends TimeseriesBuilder | HeatmapBuilder>(panel: Panels, spec: PanelSpec, id: number): Panels {
  const named = panel.id(id).title(spec.title).description(spec.description).datasource(datasource).unit(spec.unit);
  named
    .span(spec.width ?? 8)
    .height(height)
    .targets(spec.queries.map((_, index) => query(spec, index)));
  if (spec.alerts !== undefined) named.links(spec.alerts.map(runbookLink));
  return panel;
}

function heatmap(spec: PanelSpec, id: number): Builder<Panel> {
  return common(new HeatmapBuilder(), spec, id)
    .calculate(false)
    .yAxis(new YAxisConfigBuilder().unit(spec.unit))
    .color(new HeatmapColorOptionsBuilder().mode(HeatmapColorMode.Scheme).scheme("Oranges").steps(64))
    .showLegend();
}

/** Builds one panel. `id` must not change while alerts link to it. */
export function buildPanel(spec: PanelSpec, id: number): Builder<Panel> {
  if (spec.shape === "heatmap") return heatmap(spec, id);
  const tooltip = new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending);
  const panel = common(new TimeseriesBuilder(), spec, id).min(0).fillOpacity(10).tooltip(tooltip);
  if (spec.max !== undefined) panel.max(spec.max);
  if (spec.shape === "stacked") {
    panel.fillOpacity(60).stacking(new StackingConfigBuilder().mode(StackingMode.Normal));
  }
  return panel;
}

export interface TextPanelSpec {
  title: string;
  markdown: string;
}

/** A text panel of half the width. */
export function buildTextPanel({ title, markdown }: TextPanelSpec, id: number): Builder<Panel> {
  return new TextBuilder().id(id).title(title).mode(TextMode.Markdown).content(markdown).span(12).height(16);
}
