import { guestShare } from "#common/workload.ts";

/*
 * Every limit on the slots of a worker's workload, and on the calls that wait without one. The numbers follow from
 * WORKER_CONCURRENCY, the slots.
 */

export interface SlotLimits {
  /** Calls that have a slot, of whomever. */
  slots: number;
  /**
   * So many calls more may have a slot, of tenants that hold fewer than this. So a tenant that holds all slots keeps
   * nobody else waiting, and one that is alone may still hold them all.
   */
  reserve: number;
  /**
   * Calls that wait without a slot. From `anybodys` on, only jobs of tenants with few calls are fetched, and from
   * `process` on none. A call that would wait beyond the other numbers ends.
   */
  waiting: WaitingLimits;
  /**
   * What waiting calls keep meanwhile: their jobs, and the answers of Graph that they have so far. Documents have a
   * budget of their own.
   */
  bytes: WaitingLimits;
}

type WaitingLimits = Readonly<Record<"anybodys" | "person" | "tenant" | "process", number>>;

const megabyte = 1_000_000;

export function slotLimits(slots: number): SlotLimits {
  const reserve = Math.ceil(slots * guestShare);
  return {
    slots,
    reserve,
    // For each slot, gateways admit 2.5 calls of one tenant and 3.75 of two: all of these may wait, and other jobs are
    // still fetched. A tenant that is alone stays below its number: all that are fetched may wait, and those that
    // run then too.
    waiting: {
      anybodys: Math.max(8, 4 * slots),
      person: Math.max(16, slots),
      tenant: Math.max(16, 5 * slots + reserve),
      process: Math.max(24, 6 * slots),
    },
    bytes: { anybodys: 96 * megabyte, person: 32 * megabyte, tenant: 64 * megabyte, process: 128 * megabyte },
  };
}
