import { afterAll, expect, test } from "vitest";
import { createMetrics } from "#common/metrics.ts";
import { startOpsServer } from "#common/ops-server.ts";
import { workerMetrics } from "#workers/worker-metrics.ts";

const place = { host: "127.0.0.1", port: 0 };
const ops = await startOpsServer({ process: "workers", ...place, ...createMetrics(workerMetrics) });
afterAll(() => ops.close());

const ask = (path: string) => fetch(`http://127.0.0.1:${ops.port}${path}`);

/** What `/readyz` and `/metrics` say at one moment. */
async function readiness() {
  const [{ status }, shown] = await Promise.all([ask("/readyz"), ask("/metrics").then((found) => found.text())]);
  return { status, metric: /^m365_ready (\d)$/m.exec(shown)?.[1] };
}

test("Prometheus sees a process become ready and not ready as an orchestrator does", async () => {
  expect(await readiness()).toEqual({ status: 503, metric: "0" });
  let reasons: string[] = [];
  ops.setReadiness(() => reasons);
  expect(await readiness()).toEqual({ status: 200, metric: "1" });
  reasons = ["Redis can't be reached"];
  expect(await readiness()).toEqual({ status: 503, metric: "0" });
  reasons = [];
  expect(await readiness()).toEqual({ status: 200, metric: "1" });
});
