import { startBenchStack } from "../bench-stack.ts";
import { closedLoop } from "../load.ts";
import { productCall } from "../mail-search.ts";
import { measureBeside, type Round, tell } from "./beside.ts";

export const throttled = { slots: 40, callers: 72, retryAfterSeconds: 1, answerMs: 1_500 } as const;

/** The quiet tenant's Graph. */
const graphMs = 50;

/**
 * A quiet tenant beside one that Microsoft throttles: every second request of that is refused, with a pause for the
 * whole tenant, and the others take long.
 */
export async function measureThrottled({ rounds, forMs }: { rounds: number; forMs: number }): Promise<Round[]> {
  const { slots, callers, retryAfterSeconds, answerMs } = throttled;
  await using stack = await startBenchStack({ tenants: 2, workerEnvironment: { WORKER_CONCURRENCY: String(slots) } });
  const { control } = stack.stack.fake;
  const [quiet = [], noisy = []] = stack.tenants;
  const tenantId = stack.directory[1]?.id ?? "";
  const found: Round[] = [];
  await stack.setGraphDelay(graphMs);
  await closedLoop({ concurrency: 8, forMs: 4_000, call: productCall(stack) });
  const match = { tenantId };
  const pause = { "retry-after": String(retryAfterSeconds) };
  await control.addRule({ door: "graph", match, every: 2, response: { status: 429, headers: pause } });
  await control.addRule({ door: "graph", match, response: { latencyMs: answerMs } });
  const noise = { users: noisy, callers };
  for (let round = 0; round < rounds; round += 1) {
    const one = await measureBeside(stack, quiet, { noise, forMs });
    tell(`a throttled tenant with ${callers} calls open`, one);
    found.push(one);
  }
  return found;
}
