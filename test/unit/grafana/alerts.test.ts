import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { workloads } from "#common/tools/define-tool.ts";
import { grafanaFolder, readRules } from "./alert-rules.ts";
import { dashboardPanels } from "./dashboard-panels.ts";
import { promqlComplaints } from "./promql-complaints.ts";
import { readPromql } from "./read-promql.ts";

const root = join(grafanaFolder, "..");
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

  test("every alert leads to a panel whose description names it and its runbook", () => {
    for (const { alert, annotations } of alerts) {
      const [, dashboard, id] = /^\/d\/([\w-]+)\?viewPanel=(\d+)$/.exec(annotations.dashboard) ?? [];
      const panel = panels.find((found) => found.dashboard === dashboard && found.id === Number(id));
      expect(panel?.description, alert).toContain(`Alert ${alert}: ${annotations.runbook}`);
    }
  });

  test("every alert has a runbook that says what it means, what to look at and what to do", () => {
    for (const { alert, annotations } of alerts) {
      const page = readFileSync(join(root, annotations.runbook), "utf8");
      expect(page, alert).toMatch(new RegExp(`^# ${alert}\n`));
      const headings = [...page.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
      expect(headings, alert).toEqual(["What it means", "What to look at", "What to do"]);
      const severities = alerts.filter((other) => other.alert === alert).map(({ labels }) => labels.severity);
      for (const severity of severities) expect(page, alert).toContain(`**${severity}**`);
    }
  });

  test("every runbook belongs to an alert", () => {
    const pages = readdirSync(join(root, "docs", "runbooks")).filter((name) => name !== "README.md");
    const named = new Set(alerts.map(({ annotations }) => annotations.runbook.replace("docs/runbooks/", "")));
    expect(pages.toSorted()).toEqual([...named].toSorted());
  });

  test("runbooks name only metrics that exist", () => {
    const folder = join(root, "docs", "runbooks");
    for (const name of readdirSync(folder)) {
      const page = readFileSync(join(folder, name), "utf8");
      for (const [word] of page.matchAll(/\bm365_[a-z_]+[a-z]/g)) {
        const series = [word, `${word}_count`];
        expect(
          series.some((found) => promqlComplaints(found, recordedNames).length === 0),
          `${name}: ${word}`,
        ).toBe(true);
      }
    }
  });

  test("a workload without workers is noticed, whichever it is", () => {
    const expression = alerts.find(({ alert }) => alert === "WorkloadUnserved")?.expr ?? "";
    const watched = readPromql(expression).matchers.flatMap(({ values }) => values);
    expect(watched.toSorted()).toEqual(workloads.toSorted());
  });

  test("every alert has a test in alerts.test.yml in which it fires", () => {
    const tests = readFileSync(join(grafanaFolder, "alerts.test.yml"), "utf8");
    const names = new Set(alerts.map(({ alert }) => alert));
    const firing = /alertname="(\w+)", alertstate="firing"|alertname: (\w+)\n\s+eval_time: \w+\n\s+exp_alerts:\n/g;
    const tested = new Set([...tests.matchAll(firing)].map(([, first, second]) => first ?? second));
    expect([...names].filter((name) => !tested.has(name))).toEqual([]);
  });
});
