import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { skipWhen } from "#test/support/loud-skip.ts";
import { grafanaFolder } from "../unit/grafana/alert-rules.ts";

function promtool(...args: string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync("promtool", args, { cwd: grafanaFolder, encoding: "utf8" });
  return { status, output: `${stdout}${stderr}` };
}

const missing =
  promtool("--version").status === 0
    ? undefined
    : "promtool is not on PATH (Debian: apt-get install promtool), so Prometheus' rules are checked by our parser only";

describe("promtool", skipWhen(missing), () => {
  test("accepts the configuration and the rules it loads", () => {
    const { status, output } = promtool("check", "config", "prometheus.yml");
    expect(output).toContain("rules found");
    expect(status, output).toBe(0);
  });

  test("sees every alert fire when it should and stay silent when it should", { timeout: 600_000 }, () => {
    const { status, output } = promtool("test", "rules", "alerts.test.yml");
    expect(status, output).toBe(0);
  });
});
