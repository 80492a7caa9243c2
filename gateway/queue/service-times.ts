import type { Workload } from "#common/workload.ts";

/** How much the newest call counts. */
const weight = 0.1;

export interface ServiceTimes {
  /** A call has ended that waited for about so long, by prediction, and was served after that. */
  observe(workload: Workload, durationMs: number, predictedWaitMs: number): void;
  /** What a worker needs for a call lately; 0 while nothing is known. */
  recentMs(workload: Workload): number;
}

/** The moving average of how long calls keep a slot. What a prediction missed corrects the next one. */
export function createServiceTimes(): ServiceTimes {
  const averages = new Map<Workload, number>();
  return {
    observe(workload, durationMs, predictedWaitMs) {
      const servedMs = Math.max(1, durationMs - predictedWaitMs);
      const average = averages.get(workload);
      averages.set(workload, average === undefined ? servedMs : average + weight * (servedMs - average));
    },
    recentMs: (workload) => averages.get(workload) ?? 0,
  };
}
