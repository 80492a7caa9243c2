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

interface BreakerWatch {
  /** Resolves when one has opened, if the fault says so: on a slow machine it takes longer to see as many failures. */
  untilOpened(): Promise<void>;
  /** Tells in the end what they did otherwise than the fault says of them. */
  judge(): Promise<string[]>;
}

/** Begins to watch the workers' breakers. The workers must live through it. */
export async function watchBreakers(stage: FaultStage, { breakers }: Fault): Promise<BreakerWatch> {
  if (breakers === undefined) return { untilOpened: async () => undefined, judge: async () => [] };
  const before = await transitions(stage);
  const changesNow = async () => (await transitions(stage)) - before;

  async function untilOpened(): Promise<void> {
    if (breakers !== "open") return;
    await until("a breaker to open", async () => (await changesNow()) > 0).catch(() => undefined);
  }

  async function judge(): Promise<string[]> {
    const changes = await changesNow();
    if (breakers === "closed") return changes === 0 ? [] : [`breakers changed their state ${changes} times`];
    // Everybody may be served by other workers before one has met a call again, which probes its breaker.
    const areClosed = async () => (await sumOverWorkers(stage, "m365_breaker_state")) === 0;
    const isClosed = await until("breakers to close", areClosed, breakerMs).catch(() => false);
    return [
      ...(changes === 0 ? ["no breaker opened"] : []),
      ...(isClosed ? [] : [`a breaker is not closed again ${breakerMs} ms after everybody is served`]),
    ];
  }

  return { untilOpened, judge };
}
