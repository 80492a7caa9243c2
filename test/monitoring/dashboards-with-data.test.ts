// proves P18

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { skipWhen } from "#test/support/loud-skip.ts";
import { missingPrometheus, type PrometheusServer, startPrometheus } from "#test/support/prometheus-server.ts";
import { until } from "#test/support/until.ts";
import { grafanaFolder, readRules } from "#test/unit/grafana/alert-rules.ts";
import { readDashboards } from "#test/unit/grafana/dashboard-panels.ts";
import { type EventfulLoad, startEventfulLoad } from "./eventful-load.ts";

const dashboards = readDashboards();
const { recorded, alerts } = readRules();

/** What Grafana makes of `$__rate_interval` at a scrape interval of a second, and a second more. */
const rateInterval = "5s";

type Dashboard = (typeof dashboards)[number];
type Query = readonly [where: string, query: string];

/** What the variables of a dashboard become: with "All" chosen, and with every value of the list ticked. */
async function choicesOf(dashboard: Pick<Dashboard, "templating">): Promise<Record<string, string>[]> {
  const [variable] = dashboard.templating.list.filter((found) => found.type === "query");
  if (variable === undefined) return [{}];
  const [, metric = "", label = ""] = /^label_values\((\w+), (\w+)\)$/.exec(variable.query.query) ?? [];
  const values = await prometheus.labelValues(label, metric);
  return [{ [variable.name]: variable.allValue }, { [variable.name]: `(${values.join("|")})` }];
}

function filledIn(expression: string, variables: Record<string, string>): string {
  const filled = Object.entries(variables).reduce(
    (text, [name, value]) => text.replaceAll(`$${name}`, value),
    expression.replaceAll("$__rate_interval", rateInterval),
  );
  expect(filled).not.toContain("$");
  return filled;
}

const read = (name: string) => readFileSync(join(grafanaFolder, name), "utf8");

let load: EventfulLoad;
let prometheus: PrometheusServer;

/** The queries of every panel by where they are, once for each choice in the variables. */
async function panelQueries(): Promise<Query[]> {
  const lists = await Promise.all(
    dashboards.map(async ({ title, panels, ...dashboard }) => {
      const choices = await choicesOf(dashboard);
      const targets = panels.flatMap((panel) =>
        panel.type === "row" ? [] : panel.targets.map((target) => ({ panel: panel.title, ...target })),
      );
      return targets.flatMap(({ panel, refId, expr }) =>
        choices.map((choice, index): Query => [`${title}: ${panel}: ${refId}${index}`, filledIn(expr, choice)]),
      );
    }),
  );
  return lists.flat();
}

/** Whether anything would be drawn: a division by nothing is no value. */
async function hasData(query: string): Promise<boolean> {
  const series = await prometheus.query(query);
  return series.some(({ values }) => values.some((value) => Number.isFinite(value)));
}

async function withoutData(queries: readonly Query[]): Promise<string[]> {
  const found = await Promise.all(queries.map(async ([where, query]) => ((await hasData(query)) ? [] : [where])));
  return found.flat();
}

/** What the bad hour is made of, as Prometheus sees it. */
const events: Query[] = [
  ["Graph throttles", 'm365_graph_request_seconds_count{status="429"} > 0'],
  ["Graph fails", 'm365_graph_request_seconds_count{status="5xx"} > 0'],
  ["a breaker is open", "m365_breaker_state == 2"],
  ["a client is challenged", 'm365_challenges_total{kind="insufficient_claims"} > 0'],
  ["calls are shed", 'm365_shed_total{reason="user"} > 0'],
  ["a worker is lost with its job", "m365_jobs_stalled_total == 1"],
  ["a gateway is lost with its job", "m365_jobs_expired_total == 1"],
  ["a gateway is ready", 'm365_ready{job="gateway"} == 1'],
  ["a gateway without its audit log is not", 'm365_ready{job="gateway"} == 0'],
  ["the audit log fails", 'ALERTS{alertname="AuditFailing", alertstate="firing"}'],
  ["somebody writes into Redis", 'ALERTS{alertname="FramesRejected", alertstate="firing"}'],
];
const records = recorded.map(({ record }): Query => [record, record]);

const missing =
  missingPrometheus() ??
  (existsSync("/dev/full") ? undefined : "this machine has no /dev/full to fill an audit log with");

describe("Prometheus, scraping gateways and workers in a bad hour", skipWhen(missing), () => {
  beforeAll(async () => {
    if (missing !== undefined) return;
    [load, prometheus] = await Promise.all([
      startEventfulLoad(),
      startPrometheus({ config: read("prometheus.yml"), rules: read("alerts.yml") }),
    ]);
    const address = ({ opsUrl }: { opsUrl: string }) => new URL(opsUrl).host;
    const scrape = (workers: EventfulLoad["workers"]) => {
      prometheus.setTargets("gateway", load.gateways.map(address));
      prometheus.setTargets("workers", workers.map(address));
    };
    scrape(load.workers);
    const heir = await load.loseProcesses();
    scrape([...load.workers, heir]);
  });
  afterAll(async () => {
    await Promise.all([load?.stop(), prometheus?.stop()]);
  });

  test("has data for every query of every panel, for all its variables, and for every recorded series", async () => {
    const drawn = new Set<string>();
    let empty: string[] = [];
    const hasAll = async () => {
      await load.round();
      const queries = [...(await panelQueries()), ...events, ...records];
      empty = await withoutData(queries.filter(([where]) => !drawn.has(where)));
      for (const [where] of queries) if (!empty.includes(where)) drawn.add(where);
      return empty.length === 0;
    };
    await until("data", hasAll, 90_000).catch((error: unknown) => {
      expect(empty).toEqual([]);
      throw error;
    });
    expect(drawn.size).toBeGreaterThan(70);
  });

  test("evaluates every rule without a complaint, and every alert's expression", async () => {
    const states = await prometheus.rules();
    const names = [...recorded.map(({ record }) => record), ...alerts.map(({ alert }) => alert)];
    expect(states.map(({ name }) => name).toSorted()).toEqual(names.toSorted());
    expect(states.filter(({ health }) => health !== "ok")).toEqual([]);
    for (const { expr } of alerts) await prometheus.query(expr);
  });

  test("marks the dashboards with the alerts that fire", async () => {
    for (const { annotations } of dashboards) {
      for (const { name, expr } of annotations.list) expect(await hasData(expr), name).toBe(true);
    }
  });
});
