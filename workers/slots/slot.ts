import type { Call } from "#common/call.ts";

/**
 * The slot of one running call. A call has a slot when it starts, and gives it up while all that it does is wait. It
 * takes one again before its next request.
 */
export interface Slot {
  /**
   * Runs `wait`, during which the call only waits. Unless the call has a request under way elsewhere, its slot is free
   * for others, also after `wait`, until `whileBusy`. Rejects with `rate_limited` in place of waiting when too many
   * calls wait already, and like `wait`.
   */
  whileWaiting<T>(wait: () => Promise<T>): Promise<T>;
  /** Runs `work` with a slot, waiting for one first where the call has none. Rejects when the call is over by then. */
  whileBusy<T>(work: () => Promise<T>): Promise<T>;
  /** The call keeps that many bytes more, such as an answer of Graph. */
  holds(bytes: number): void;
  /** For how long the call has had a slot so far, in whole milliseconds. */
  heldMs(): number;
}

/** A call in a worker. One outside of the queue, such as that of a check from the command line, has no slot. */
export type RunningCall = Call & { slot?: Slot };

const unlimited: Slot = {
  whileWaiting: (wait) => wait(),
  whileBusy: (work) => work(),
  holds: () => undefined,
  heldMs: () => 0,
};

export function slotOf(call: RunningCall): Slot {
  return call.slot ?? unlimited;
}
