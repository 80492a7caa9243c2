import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { grafanaFolder } from "./alert-rules.ts";

const datasource = z.object({ type: z.string(), uid: z.string() });
const targets = z.array(z.object({ refId: z.string(), expr: z.string(), legendFormat: z.string(), datasource }));

const panel = z.object({
  type: z.enum(["timeseries", "heatmap"]),
  id: z.number().int().positive(),
  title: z.string().min(1),
  description: z.string(),
  datasource,
  fieldConfig: z.object({ defaults: z.object({ unit: z.string() }) }),
  links: z.array(z.object({ title: z.string(), url: z.string() })).default([]),
  targets,
});

const textPanel = z.object({
  type: z.literal("text"),
  id: z.number().int().positive(),
  title: z.string().min(1),
  options: z.object({ mode: z.literal("markdown"), content: z.string() }),
  targets: targets.max(0).default([]),
});

const row = z.object({ type: z.literal("row"), id: z.number().int().positive(), title: z.string().min(1) });

/** Its values are the data sources of a type. */
const datasourceVariable = z.object({
  type: z.literal("datasource"),
  name: z.literal("datasource"),
  query: z.string(),
});
/** Its values are those of a label. */
const labelVariable = z.object({
  type: z.literal("query"),
  name: z.string(),
  query: z.object({ query: z.string().regex(/^label_values\(\w+, \w+\)$/) }),
  allValue: z.string(),
});

const dashboard = z.object({
  uid: z.string(),
  title: z.string(),
  panels: z.array(z.discriminatedUnion("type", [panel, textPanel, row])),
  templating: z.object({ list: z.array(z.discriminatedUnion("type", [datasourceVariable, labelVariable])) }),
  annotations: z.object({ list: z.array(z.object({ name: z.string(), expr: z.string() })) }),
});

export type DashboardPanel = z.output<typeof panel> & { dashboard: string };

/** The committed dashboards, in the order of their files' names. */
export function readDashboards(): z.output<typeof dashboard>[] {
  const folder = join(grafanaFolder, "dashboards");
  return readdirSync(folder).map((name) => dashboard.parse(JSON.parse(readFileSync(join(folder, name), "utf8"))));
}

/** The panels of all committed dashboards that draw queries; `dashboard` is the uid. */
export function dashboardPanels(): DashboardPanel[] {
  return readDashboards().flatMap(({ uid, panels }) =>
    panels
      .filter((found) => found.type !== "row" && found.type !== "text")
      .map((found) => ({ ...found, dashboard: uid })),
  );
}

/** The panels of all committed dashboards that are pages of text. */
export function textPanels(): (z.output<typeof textPanel> & { dashboard: string })[] {
  return readDashboards().flatMap(({ uid, panels }) =>
    panels.filter((found) => found.type === "text").map((found) => ({ ...found, dashboard: uid })),
  );
}

/** Where Grafana shows a panel, from its own address on. */
export const panelUrl = ({ dashboard, id }: { dashboard: string; id: number }) => `/d/${dashboard}?viewPanel=${id}`;
