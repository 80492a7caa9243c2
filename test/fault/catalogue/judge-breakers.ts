import { metricValue } from "#test/support/metric-values.ts";
import { until } from "#test/support/until.ts";
import { breakerMs } from "./cloud-rules.ts";
import type { Fault } from "./fault.ts";
import type { FaultStage } from "./fault-stage.ts";

/** A metric of all workers that live, added up over them and over its labels. */
export async function sumOverWorkers({ workers }: FaultStage, metric: string): Promise<number> {
  const values = await Promise.all(workers.map(({ opsUrl }) => metricValue(opsUrl, metric)));
  return values.reduce((sum, value) => sum + value, 0);
}

const transitions = (stage: FaultStage) => sumOverWorkers(stage, "m365_breaker_transitions_total");

/**
 * Begins to watch the workers' breakers, and gives what tells in the end whether they did what the fault says of them.
 * The workers must live through it.
 */
export async function watchBreakers(stage: FaultStage, { breakers }: Fault): Promise<() => Promise<string[]>> {
  if (breakers === undefined) return async () => [];
  const before = await transitions(stage);
  return async () => {
    const changes = (await transitions(stage)) - before;
    if (breakers === "closed") return changes === 0 ? [] : [`breakers changed their state ${changes} times`];
    // Everybody may be served by other workers before one has met a call again, which probes its breaker.
    const areClosed = async () => (await sumOverWorkers(stage, "m365_breaker_state")) === 0 || undefined;
    const isClosed = await until("breakers to close", areClosed, breakerMs).catch(() => false);
    return [
      ...(changes === 0 ? ["no breaker opened"] : []),
      ...(isClosed ? [] : [`a breaker is not closed again ${breakerMs} ms after everybody is served`]),
    ];
  };
}
