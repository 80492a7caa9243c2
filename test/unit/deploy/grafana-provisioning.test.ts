import { globSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { fileText } from "#test/support/file-text.ts";
import { grafanaFolder } from "#test/unit/grafana/alert-rules.ts";
import { readDashboards } from "#test/unit/grafana/dashboard-panels.ts";
import { readComposeFile } from "./compose-file.ts";

const text = (path: string) => fileText(`grafana/${path}`);
const { services } = readComposeFile();
const { datasources } = parse(text("provisioning/datasources/prometheus.yml"));
const { providers } = parse(text("provisioning/dashboards/m365.yml"));
const { global, scrape_configs } = parse(text("prometheus.yml"));

describe("Grafana in docker-compose.yml", () => {
  test("has one data source, and every query asks it: by its uid, or by a variable that can be nothing else", () => {
    const [{ uid, type, isDefault }, ...more] = datasources;
    expect({ isDefault, more }).toEqual({ isDefault: true, more: [] });
    const asked = globSync("dashboards/*.json", { cwd: grafanaFolder }).flatMap((path) => [
      ...text(path).matchAll(/"datasource": \{\s*"type": "([^"]*)",\s*"uid": "([^"]*)"/g),
    ]);
    expect(asked.length).toBeGreaterThan(50);
    for (const [, askedType, askedUid] of asked) {
      expect(askedType).toBe(type);
      expect([uid, "$datasource"]).toContain(askedUid);
    }
    for (const { title, templating } of readDashboards())
      expect(templating.list.find(({ name }) => name === "datasource")?.query, title).toBe(type);
  });

  test("asks the Prometheus of docker-compose.yml, with ranges that fit how often it scrapes", () => {
    const [{ url, jsonData }] = datasources;
    expect(url).toBe("http://prometheus:9090");
    expect(services.grafana.depends_on).toHaveProperty("prometheus");
    expect(jsonData.timeInterval).toBe(global.scrape_interval);
    for (const { job_name, scrape_interval } of scrape_configs) expect(scrape_interval, job_name).toBeUndefined();
  });

  test("finds the dashboards and its home where docker-compose.yml mounts them", () => {
    const { volumes, environment } = services.grafana;
    const [{ options }, ...more] = providers;
    expect(more).toEqual([]);
    expect(volumes).toContain(`./grafana/dashboards:${options.path}:ro`);
    expect(volumes).toContain("./grafana/provisioning:/etc/grafana/provisioning:ro");
    const home = environment.GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH?.replace(options.path, "dashboards") ?? "";
    expect(JSON.parse(text(home))).toMatchObject({ uid: "m365-overview" });
  });

  test("is where the links in alerts lead", () => {
    const [host, port] = /^(.*):\$\{GRAFANA_PORT:-(\d+)\}:3000$/.exec(services.grafana.ports[0] ?? "")?.slice(1) ?? [];
    expect(global.external_labels).toEqual({ grafana_url: `http://${host}:${port}` });
  });
});
