import { globSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { workloads } from "#common/workload.ts";
import { root } from "#test/bootstrap/paths.mjs";
import { fileText } from "#test/support/file-text.ts";
import { readRules } from "./alert-rules.ts";
import { dashboardPanels, panelUrl, textPanels } from "./dashboard-panels.ts";
import { promqlComplaints } from "./promql-complaints.ts";
import { readPromql } from "./read-promql.ts";

const runbooks = globSync("docs/runbooks/*", { cwd: root }).map(fileText);
const matchers = z.array(z.string());
const inhibitions = z.object({
  route: z.object({ routes: z.array(z.object({ matchers })) }),
  inhibit_rules: z.array(z.object({ source_matchers: matchers, target_matchers: matchers })),
});
const { recorded, alerts } = readRules();
const recordedNames = new Set(recorded.map(({ record }) => record));
const panels = dashboardPanels();

describe("alerts", () => {
  test("every rule names metrics, labels, bounds and values that exist", () => {
    for (const { expr } of [...recorded, ...alerts]) expect(promqlComplaints(expr, recordedNames), expr).toEqual([]);
  });

  test("every recorded series is used by an alert or a panel", () => {
    const expressions = [
      ...alerts.map(({ expr }) => expr),
      ...panels.flatMap((p) => p.targets.map(({ expr }) => expr)),
    ];
    const used = new Set(expressions.flatMap((expression) => [...readPromql(expression).metrics]));
    expect([...recordedNames].filter((name) => !used.has(name))).toEqual([]);
  });

  test("every alert links to a panel that links to its runbook, both in the Grafana that Prometheus names", () => {
    const base = "{{ $externalLabels.grafana_url }}";
    for (const { alert, annotations } of alerts) {
      const runbook = textPanels().find(({ title }) => title === alert);
      expect(annotations.runbook_url, alert).toBe(`${base}${runbook && panelUrl(runbook)}`);
      expect(fileText(annotations.runbook)).toMatch(`# ${alert}\n`);
      const panel = panels.find((found) => annotations.dashboard_url === `${base}${panelUrl(found)}`);
      const link = expect.objectContaining({ url: runbook && panelUrl(runbook) });
      expect(panel?.links, alert).toContainEqual(link);
    }
  });

  test("every runbook belongs to an alert, and Grafana shows it line by line", () => {
    const names = runbooks.map((page) => /^# (\w+)\n/.exec(page)?.[1] ?? page);
    expect(new Set(names)).toEqual(new Set(alerts.map(({ alert }) => alert)));
    expect(
      textPanels()
        .map(({ title }) => title)
        .toSorted(),
    ).toEqual(names.toSorted());
    for (const [index, page] of runbooks.entries()) {
      const shown = textPanels().find(({ title }) => title === names[index])?.options.content;
      const [, ...lines] = page.split("\n");
      for (const line of lines.filter((found) => !found.includes("]("))) expect(shown).toContain(line);
    }
  });

  test("runbooks name only metrics that exist", () => {
    for (const page of runbooks) {
      for (const [word] of page.matchAll(/\bm365_[a-z_]+[a-z]/g)) {
        const series = [word, `${word}_count`];
        expect(
          series.some((found) => promqlComplaints(found, recordedNames).length === 0),
          `${page.split("\n", 1)[0]}: ${word}`,
        ).toBe(true);
      }
    }
  });

  test("the example for Alertmanager names only alerts and labels that there are", () => {
    const text = fileText("grafana/alertmanager.yml");
    const { route, inhibit_rules } = inhibitions.parse(parse(text));
    const matchers = [
      ...inhibit_rules.flatMap(({ source_matchers, target_matchers }) => [...source_matchers, ...target_matchers]),
      ...route.routes.flatMap((found) => found.matchers),
    ];
    const labels = {
      alertname: alerts.map(({ alert }) => alert),
      severity: ["page", "ticket"],
      window: ["1h", "6h", "3d"],
      job: ["gateway", "workers"],
    };
    for (const matcher of matchers) {
      const [, label = "", values = ""] = /^(\w+)=~?"([^"]+)"$/.exec(matcher) ?? [];
      expect(Object.entries(labels).find(([name]) => name === label)?.[1], matcher).toEqual(
        expect.arrayContaining(values.split("|")),
      );
    }
  });

  test("a workload without workers is noticed, whichever it is", () => {
    const expression = alerts.find(({ alert }) => alert === "WorkloadUnserved")?.expr ?? "";
    const watched = readPromql(expression).matchers.flatMap(({ values }) => values);
    expect(watched.toSorted()).toEqual(workloads.toSorted());
  });
});
