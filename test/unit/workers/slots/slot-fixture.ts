import { setImmediate } from "node:timers/promises";
import type { Person } from "#common/call.ts";
import type { RunSlot } from "#workers/slots/run-slot.ts";
import { createWorkloadSlots, type WorkloadSlots } from "#workers/slots/workload-slots.ts";
import { countedMetrics } from "../resilience/layer-fixture.ts";

/** The slots of a worker with metrics of its own. */
export const slotsOfOutlook = (
  slots: number,
  { metrics } = countedMetrics(),
  now = () => performance.now(),
): WorkloadSlots => createWorkloadSlots({ workload: "outlook", slots, metrics, now });

/** A call that has started, unless it waits for its slot. */
export async function startCall(
  slots: WorkloadSlots,
  {
    tenantId = "tenant",
    userId = "user",
    bytes = 100,
    signal = new AbortController().signal,
  }: Partial<Person & { bytes: number; signal: AbortSignal }> = {},
): Promise<RunSlot> {
  const slot = slots.slotFor({ owner: { tenantId, userId }, bytes, signal });
  await Promise.race([slot.start().catch(() => undefined), setImmediate()]);
  return slot;
}

/** Something that lasts until it is told to end. */
export function lasting() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { work: () => promise, end: resolve };
}
