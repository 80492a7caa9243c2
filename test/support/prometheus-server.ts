import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { z } from "zod";
import { freePort } from "./free-port.ts";
import { until } from "./until.ts";

/** One series of an answer: its labels and its values, oldest first. */
interface Series {
  labels: Readonly<Record<string, string>>;
  values: readonly number[];
}

interface RuleState {
  name: string;
  health: string;
  lastError: string | undefined;
}

export type PrometheusServer = Awaited<ReturnType<typeof startPrometheus>>;

interface PrometheusFiles {
  /** The text of prometheus.yml; its jobs keep their names and are pointed at the tests' processes. */
  config: string;
  /** The text of the rules file; its groups are evaluated every second. */
  rules: string;
}

/** Why there is no Prometheus to test with; undefined when there is. */
export function missingPrometheus(): string | undefined {
  return spawnSync("prometheus", ["--version"]).status === 0
    ? undefined
    : "prometheus is not on PATH (Debian: apt-get install prometheus), so no query of a dashboard met real data";
}

const configSchema = z.looseObject({
  scrape_configs: z.array(z.looseObject({ job_name: z.string(), dns_sd_configs: z.array(z.unknown()) })),
});
const rulesSchema = z.looseObject({ groups: z.array(z.looseObject({ name: z.string() })) });

function testConfig(text: string, folder: string): string {
  const config = configSchema.parse(parse(text));
  return stringify({
    ...config,
    global: { scrape_interval: "1s", scrape_timeout: "1s", evaluation_interval: "1s" },
    rule_files: ["rules.yml"],
    scrape_configs: config.scrape_configs.map(({ dns_sd_configs: _, ...job }) => ({
      ...job,
      file_sd_configs: [{ files: [join(folder, `${job.job_name}.json`)], refresh_interval: "1s" }],
    })),
  });
}

function testRules(text: string): string {
  const rules = rulesSchema.parse(parse(text));
  return stringify({ ...rules, groups: rules.groups.map((group) => ({ ...group, interval: "1s" })) });
}

const answerSchema = z.object({ status: z.string(), error: z.string().optional(), data: z.unknown().optional() });
const matrixSchema = z.object({
  result: z.array(
    z.object({ metric: z.record(z.string(), z.string()), values: z.array(z.tuple([z.number(), z.string()])) }),
  ),
});
const ruleGroups = z.object({
  groups: z.array(
    z.object({ rules: z.array(z.object({ name: z.string(), health: z.string(), lastError: z.string().optional() })) }),
  ),
});
/**
 * Starts the `prometheus` of this machine with our own configuration and rules, scraping and evaluating every second.
 * It ends with the calling process, even when that is killed.
 */
export async function startPrometheus(files: PrometheusFiles) {
  const folder = mkdtempSync(join(tmpdir(), "m365-prometheus-"));
  writeFileSync(join(folder, "prometheus.yml"), testConfig(files.config, folder));
  writeFileSync(join(folder, "rules.yml"), testRules(files.rules));
  const address = `127.0.0.1:${await freePort()}`;
  const args = [
    `--config.file=${folder}/prometheus.yml`,
    `--storage.tsdb.path=${folder}/data`,
    `--web.listen-address=${address}`,
    "--enable-feature=exemplar-storage",
    "--log.level=warn",
  ];
  // The shell kills it when its stdin closes, which the kernel sees to however we end.
  const guarded = '"$@" & read -r line; kill -9 $!; wait $!';
  const child = spawn("/bin/sh", ["-c", guarded, "sh", "prometheus", ...args], {
    detached: true,
    stdio: ["pipe", "ignore", "pipe"],
  });
  let log = "";
  child.stderr.on("data", (chunk) => {
    log += chunk;
  });
  const startSeconds = Date.now() / 1_000;

  async function ask<T>(path: string, parameters: Record<string, string>, shape: z.ZodType<T>): Promise<T> {
    const response = await fetch(`http://${address}/api/v1/${path}?${new URLSearchParams(parameters)}`);
    const { status, error, data } = answerSchema.parse(await response.json());
    if (status !== "success") throw new Error(`${error}: ${JSON.stringify(parameters)}`);
    return shape.parse(data);
  }

  async function stop(): Promise<void> {
    const ended = once(child, "close");
    child.stdin.end();
    await ended;
    rmSync(folder, { recursive: true });
  }

  await until(
    "Prometheus to be ready",
    async () => {
      const response = await fetch(`http://${address}/-/ready`).catch(() => undefined);
      return response?.ok;
    },
    60_000,
  ).catch(async (error: unknown) => {
    await stop();
    throw new Error(`${String(error)}\n${log}`);
  });

  return {
    /** Replaces what a job scrapes: `host:port` each. Prometheus follows at once. */
    setTargets(job: string, targets: readonly string[]) {
      const file = join(folder, `${job}.json`);
      writeFileSync(`${file}.new`, JSON.stringify([{ targets }]));
      renameSync(`${file}.new`, file);
    },
    /** PromQL over all the time since the start, a value a second. Rejects with Prometheus' words when it is wrong. */
    async query(expression: string): Promise<Series[]> {
      const range = { start: String(startSeconds), end: String(Date.now() / 1_000), step: "1" };
      const { result } = await ask("query_range", { query: expression, ...range }, matrixSchema);
      return result.map(({ metric, values }) => ({ labels: metric, values: values.map(([, value]) => Number(value)) }));
    },
    labelValues: (label: string, selector: string) =>
      ask(`label/${label}/values`, { "match[]": selector }, z.array(z.string())),
    async rules(): Promise<RuleState[]> {
      const { groups } = await ask("rules", {}, ruleGroups);
      return groups.flatMap((group) => group.rules).map(({ name, health, lastError }) => ({ name, health, lastError }));
    },
    stop,
  };
}
