import { z } from "zod";

/** What one playing of a fault showed, as test-family.ts reports it. */
export const playedSchema = z.object({
  family: z.string(),
  name: z.string(),
  /** How the calls ended that the fault met. */
  endings: z.record(z.string(), z.number()),
  slowestMs: z.number(),
  recoveryMs: z.number(),
  cleanMs: z.number(),
});
type PlayedFault = z.output<typeof playedSchema>;

/** Of all runs: endings summed, times the longest. */
export const measuredSchema = z.object({
  command: z.string(),
  machine: z.object({ at: z.string(), commit: z.string(), cpu: z.string(), cores: z.number(), node: z.string() }),
  longestRunSeconds: z.number(),
  faults: z.array(playedSchema.extend({ runs: z.number() })),
});
type MeasuredFault = z.output<typeof measuredSchema>["faults"][number];

function sum(all: readonly Record<string, number>[]): Record<string, number> {
  const total: Record<string, number> = {};
  for (const [ending, count] of all.flatMap((each) => Object.entries(each)))
    total[ending] = (total[ending] ?? 0) + count;
  return total;
}

/** What several runs showed of one fault. */
export function mergePlayed(runs: readonly [PlayedFault, ...PlayedFault[]]): MeasuredFault {
  const [{ family, name }] = runs;
  const most = (value: (run: PlayedFault) => number) => Math.max(...runs.map(value));
  return {
    family,
    name,
    runs: runs.length,
    endings: sum(runs.map(({ endings }) => endings)),
    slowestMs: most((run) => run.slowestMs),
    recoveryMs: most((run) => run.recoveryMs),
    cleanMs: most((run) => run.cleanMs),
  };
}
