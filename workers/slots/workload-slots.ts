import type { Workload } from "#common/workload.ts";
import type { WorkerMetrics } from "#workers/worker-metrics.ts";
import { createRunSlot, createWaitingCalls, type RunSlot, type RunSlotOptions, waitingScopes } from "./run-slot.ts";
import { createSlotPool, slotLimits } from "./slot-pool.ts";

/** The slots of one workload in this process. */
export type WorkloadSlots = ReturnType<typeof createWorkloadSlots>;

/**
 * @param slots calls at once, of any tenant
 * @param now monotonic milliseconds
 */
export function createWorkloadSlots(options: {
  workload: Workload;
  slots: number;
  metrics: WorkerMetrics;
  now: () => number;
}) {
  const { workload, slots, metrics, now } = options;
  const limits = slotLimits(slots);
  const showRunning = (calls: number) => metrics.workerJobsActive.set({ workload }, calls);
  const showWaiting = (calls: number) => metrics.workerJobsWaiting.set({ workload }, calls);
  const waiting = createWaitingCalls(limits, {
    onRefused: (scope) => metrics.waitingRefused.inc({ workload, scope }),
    onChange(calls) {
      showWaiting(calls);
      pool.changed();
    },
  });
  const pool = createSlotPool(limits, {
    mayFetch: (whom) => !waiting.isFullFor(whom),
    onChange: showRunning,
  });
  // Prometheus must see a counter's zero to notice its first event.
  for (const scope of waitingScopes) metrics.waitingRefused.inc({ workload, scope }, 0);
  metrics.workerSlots.set({ workload }, slots);
  showRunning(0);
  showWaiting(0);
  return {
    pool,
    /**
     * The priority of a job up to which its tenant is sure to have few calls in flight: one more than the calls in
     * flight of its tenant and of its person, which are the tenant's too.
     */
    quietTenantPriority: 2 * limits.reserve - 1,
    slotFor: (run: RunSlotOptions): RunSlot => createRunSlot({ pool, waiting, now }, run),
  };
}

/** The slots of every workload that this process serves: so many each, since one service's trouble is its own. */
export function createWorkersSlots({
  workloads,
  ...options
}: {
  workloads: readonly Workload[];
  slots: number;
  metrics: WorkerMetrics;
  now: () => number;
}): (workload: Workload) => WorkloadSlots {
  const all = new Map(workloads.map((workload) => [workload, createWorkloadSlots({ workload, ...options })]));
  return (workload) => {
    const found = all.get(workload);
    if (found === undefined) throw new Error(`this process does not serve ${workload}`);
    return found;
  };
}
