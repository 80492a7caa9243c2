import type { Workload } from "#common/workload.ts";

/** Weight of the newest call in the moving average. */
const weight = 0.1;

export interface ServiceTimes {
  /** Records for how long a call that has ended had a slot. */
  observe(workload: Workload, slotMs: number): void;
  /** For how long a call recently had a slot; 0 while that is unknown. */
  recentMs(workload: Workload): number;
}

/**
 * Moving averages of how long calls occupy a slot, as workers tell. The duration of a call would not do: those of a
 * tenant that Microsoft throttles wait for most of it, without a slot.
 */
export function createServiceTimes(): ServiceTimes {
  const averages = new Map<Workload, number>();
  return {
    observe(workload, slotMs) {
      const average = averages.get(workload);
      averages.set(workload, average === undefined ? slotMs : average + weight * (slotMs - average));
    },
    recentMs: (workload) => averages.get(workload) ?? 0,
  };
}
