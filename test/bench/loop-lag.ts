import { metricValue } from "#test/support/metric-values.ts";
import type { WorkerProcess } from "#test/support/stack.ts";
import { type Claim, rounded } from "./result-file.ts";

/** Each process's own metric, which is what the alert looks at. Being read, it begins again. */
const metric = "nodejs_eventloop_lag_p99_seconds";
const bar = 50;

/** The p99 of event-loop lag of every gateway and worker since it was last asked, in ms; Node's own 10 ms are in it. */
export async function readLoopLag({
  gateways,
  workers,
}: Readonly<Record<"gateways" | "workers", readonly WorkerProcess[]>>): Promise<number> {
  const lags = [...gateways, ...workers].map(({ opsUrl }) => metricValue(opsUrl, metric));
  return rounded(Math.max(...(await Promise.all(lags))) * 1_000);
}

/** The worst process, in words for the result. */
export const lagClaim = (measured: number): Claim => ({
  says: "event-loop lag p99 of the busiest process meanwhile",
  measured,
  unit: "ms",
  most: bar,
});
