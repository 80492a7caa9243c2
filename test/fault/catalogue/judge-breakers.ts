import { metricValue } from "#test/support/metric-values.ts";
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
    const notClosed = await sumOverWorkers(stage, "m365_breaker_state");
    return [
      ...(changes === 0 ? ["no breaker opened"] : []),
      ...(notClosed > 0 ? ["a breaker is not closed again though everybody is served"] : []),
    ];
  };
}
