import type { Workload } from "#common/workload.ts";

/** Weight of the newest call in the moving average. */
const weight = 0.1;

export interface ServiceTimes {
  /** Records a call that has ended: its duration, and how long it was predicted to wait for a slot before. */
  observe(workload: Workload, durationMs: number, predictedWaitMs: number): void;
  /** How long workers recently needed for a call; 0 while that is unknown. */
  recentMs(workload: Workload): number;
}

/** Moving averages of how long calls occupy a slot. The error of a predicted wait corrects the next prediction. */
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
