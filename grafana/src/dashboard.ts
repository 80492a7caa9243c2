import {
  AnnotationQueryBuilder,
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  RowBuilder,
  VariableRefresh,
  VariableSort,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { buildPanel, buildTextPanel, datasource, type PanelSpec, type TextPanelSpec } from "./panel.ts";
import { panelId, rowId } from "./panel-id.ts";

export interface RowSpec {
  title: string;
  panels: readonly (PanelSpec | TextPanelSpec)[];
}

export interface DashboardSpec {
  uid: string;
  title: string;
  description: string;
  /** A dashboard variable with the values of a label. */
  variable?: { name: string; label: string; valuesOf: { metric: string; label: string } };
  rows: readonly RowSpec[];
}

/** Marks firing alerts on every panel. */
const firing = new AnnotationQueryBuilder()
  .name("Firing alerts")
  .datasource(datasource)
  .enable(true)
  .iconColor("red")
  .expr('ALERTS{alertstate="firing"}')
  .titleFormat("{{alertname}}")
  .textFormat("{{severity}}");

function labelVariable({ name, label, valuesOf }: NonNullable<DashboardSpec["variable"]>): QueryVariableBuilder {
  return new QueryVariableBuilder(name)
    .label(label)
    .datasource(datasource)
    .query({ query: `label_values(${valuesOf.metric}, ${valuesOf.label})`, refId: "values" })
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .allValue(".*");
}

export function buildDashboard(spec: DashboardSpec): Dashboard {
  const others = new DashboardLinkBuilder("Microsoft 365 connector")
    .type(DashboardLinkType.Dashboards)
    .tags(["m365"])
    .keepTime(true)
    .includeVars(false);
  const dashboard = new DashboardBuilder(spec.title)
    .uid(spec.uid)
    .description(spec.description)
    .tags(["m365"])
    .timezone("browser")
    .time({ from: "now-3h", to: "now" })
    .refresh("30s")
    .tooltip(DashboardCursorSync.Crosshair)
    .link(others)
    .annotation(firing)
    .withVariable(new DatasourceVariableBuilder("datasource").label("Prometheus").type("prometheus"));
  if (spec.variable !== undefined) dashboard.withVariable(labelVariable(spec.variable));
  for (const [index, row] of spec.rows.entries()) {
    dashboard.withRow(new RowBuilder(row.title).id(rowId(index)));
    for (const [place, panel] of row.panels.entries()) {
      const id = panelId(index, place);
      dashboard.withPanel("markdown" in panel ? buildTextPanel(panel, id) : buildPanel(panel, id));
    }
  }
  return dashboard.build();
}
