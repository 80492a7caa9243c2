import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { z } from "zod";
import { listen } from "#test/fake-tenant/listen.ts";
import { findProgram } from "#test/support/find-program.ts";
import { freePort } from "#test/support/free-port.ts";
import { skipWhen } from "#test/support/loud-skip.ts";
import { until } from "#test/support/until.ts";
import { grafanaFolder } from "../unit/grafana/alert-rules.ts";

const example = join(grafanaFolder, "alertmanager.yml");
const program = ["prometheus-alertmanager", "alertmanager"].map(findProgram).find((found) => found !== undefined);
const missing =
  program !== undefined && findProgram("amtool") !== undefined
    ? undefined
    : "alertmanager is not on PATH (Debian: apt-get install prometheus-alertmanager), so only we read its example";

const message = z.object({
  receiver: z.string(),
  alerts: z.array(z.object({ labels: z.record(z.string(), z.string()) })),
});

/** An Alertmanager with the example, which tells us, after a second. */
async function startAlertmanager() {
  const folder = mkdtempSync(join(tmpdir(), "alertmanager-"));
  const told: z.output<typeof message>[] = [];
  const server = createServer(async (request, response) => {
    told.push(message.parse(await json(request)));
    response.end();
  });
  const hook = await listen(server);
  const config = parse(readFileSync(example, "utf8"));
  config.route.group_wait = "1s";
  for (const receiver of config.receivers) receiver.webhook_configs[0].url = `http://127.0.0.1:${hook.port}/`;
  writeFileSync(join(folder, "alertmanager.yml"), stringify(config));
  const address = `127.0.0.1:${await freePort()}`;
  const flags = [`--config.file=${folder}/alertmanager.yml`, `--storage.path=${folder}/data`, "--log.level=error"];
  // The shell kills it when its stdin closes, which the kernel sees to however we end.
  const guarded = '"$@" & read -r line; kill -9 $!; wait $!';
  const own = [...flags, `--web.listen-address=${address}`, "--cluster.listen-address="];
  const child = spawn("/bin/sh", ["-c", guarded, "sh", program ?? "", ...own], { stdio: ["pipe", "ignore", "ignore"] });
  const get = (path: string) => fetch(`http://${address}${path}`).catch(() => undefined);
  await until("Alertmanager to be ready", async () => (await get("/-/ready"))?.ok);
  return {
    told,
    async post(alerts: Record<string, string>[]) {
      const body = JSON.stringify(alerts.map((labels) => ({ labels })));
      const headers = { "content-type": "application/json" };
      await fetch(`http://${address}/api/v2/alerts`, { method: "POST", headers, body });
    },
    async stop() {
      const ended = once(child, "close");
      child.stdin.end();
      await ended;
      await hook.close();
      rmSync(folder, { recursive: true });
    },
  };
}

describe("the example for Alertmanager", skipWhen(missing), () => {
  test("is one that Alertmanager accepts", () => {
    const { status, stdout, stderr } = spawnSync("amtool", ["check-config", example], { encoding: "utf8" });
    expect(status, stdout + stderr).toBe(0);
  });

  test("makes one page of a full Redis and its consequences, and tells a ticket apart", async () => {
    const alertmanager = await startAlertmanager();
    const page = { severity: "page" };
    await alertmanager.post([
      { alertname: "RedisFilling", ...page },
      { alertname: "NoProcessReady", job: "gateway", ...page },
      { alertname: "NoProcessReady", job: "workers", ...page },
      { alertname: "AvailabilityBudgetBurn", window: "1h", ...page },
      { alertname: "AvailabilityBudgetBurn", window: "6h", ...page },
      { alertname: "NoCallSucceeds", ...page },
      { alertname: "NoCallSucceeds", severity: "ticket" },
      { alertname: "ProcessNotReady", job: "gateway", instance: "g1", severity: "ticket" },
      { alertname: "EventLoopLag", job: "workers", instance: "w1", severity: "ticket" },
    ]);
    await until("both messages", () => alertmanager.told.length >= 2);
    const told = alertmanager.told.map(({ receiver, alerts }) => [
      receiver,
      alerts.map(({ labels }) => labels.alertname),
    ]);
    expect(Object.fromEntries(told)).toEqual({ pages: ["RedisFilling"], tickets: ["EventLoopLag"] });
    expect(told).toHaveLength(2);
    await alertmanager.stop();
  });
});
