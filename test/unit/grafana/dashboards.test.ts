import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { renderDashboards } from "#grafana/src/dashboards.ts";
import { metricTable } from "#grafana/src/promql.ts";
import { grafanaFolder, readRules } from "./alert-rules.ts";
import { dashboardComplaints } from "./dashboard-complaints.ts";
import { dashboardPanels, panelUrl, textPanels } from "./dashboard-panels.ts";
import { promqlComplaints } from "./promql-complaints.ts";
import { readPromql } from "./read-promql.ts";

const folder = join(grafanaFolder, "dashboards");
const recorded = new Set(readRules().recorded.map(({ record }) => record));
const panels = dashboardPanels();
const everyPanel = [...panels, ...textPanels()];
const expressions = panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));

describe("dashboards", () => {
  test("the committed files are what the code makes (npm run dashboards)", () => {
    const rendered = renderDashboards();
    expect(readdirSync(folder).toSorted()).toEqual([...rendered.keys()].toSorted());
    for (const [name, content] of rendered) expect(readFileSync(join(folder, name), "utf8"), name).toBe(content);
  });

  test("every dashboard has only keys and values that Grafana's types know", () => {
    const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), "utf8"));
    expect(dashboardComplaints(new Map(readdirSync(folder).map((name) => [name, read(name)])))).toEqual([]);
  });

  test("every panel has a unit, a description, the datasource variable and a query", () => {
    for (const panel of panels) {
      const where = `${panel.dashboard}: ${panel.title}`;
      expect(panel.description.length, where).toBeGreaterThan(20);
      expect(panel.fieldConfig.defaults.unit, where).toMatch(/^\w+$/);
      expect(panel.datasource, where).toEqual({ type: "prometheus", uid: "$datasource" });
      expect(panel.targets.length, where).toBeGreaterThan(0);
      for (const target of panel.targets) expect(target.datasource, where).toEqual(panel.datasource);
    }
  });

  test("no title and no id occurs twice on a dashboard", () => {
    for (const key of ["title", "id"] as const) {
      const names = everyPanel.map((panel) => `${panel.dashboard}: ${panel[key]}`);
      expect(new Set(names).size, key).toBe(names.length);
    }
  });

  test("every link leads to a panel", () => {
    const urls = everyPanel.map(panelUrl);
    const inTexts = textPanels().flatMap(({ options }) => [...options.content.matchAll(/\]\(([^)]*)\)/g)]);
    const links = [...panels.flatMap((panel) => panel.links.map(({ url }) => url)), ...inTexts.map(([, url]) => url)];
    expect(links.length).toBeGreaterThan(20);
    expect(links.filter((url) => !urls.some((found) => found === url))).toEqual([]);
  });

  test("every query names metrics, labels and values that exist", () => {
    for (const expression of expressions) expect(promqlComplaints(expression, recorded), expression).toEqual([]);
  });

  test("every range follows the scrape interval", () => {
    for (const expression of expressions) expect(expression).not.toMatch(/\[(?!\$__rate_interval\])/);
  });

  test("every metric of the product is on a dashboard", () => {
    const shown = new Set(expressions.flatMap((expression) => [...readPromql(expression).metrics]));
    const missing = Object.values(metricTable)
      .map(({ name }) => name)
      .filter((name) => ![name, `${name}_bucket`, `${name}_count`].some((series) => shown.has(series)));
    expect(missing).toEqual([]);
  });

  test("the tool dashboard narrows every query to the chosen tools", () => {
    const ofTool = panels.filter(({ dashboard }) => dashboard === "m365-tool");
    expect(ofTool.length).toBeGreaterThan(0);
    for (const { targets } of ofTool) for (const { expr } of targets) expect(expr).toContain('tool=~"$tool"');
  });
});
