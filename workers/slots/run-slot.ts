import type { Person } from "#common/call.ts";
import { deadlineExceeded } from "#workers/resilience/attempt-failure.ts";
import type { Slot } from "./slot.ts";
import type { SlotPool } from "./slot-pool.ts";
import type { WaitingCalls } from "./waiting-calls.ts";

export interface RunSlot extends Slot {
  /** Takes the first slot. Rejects when the signal aborts. */
  start(): Promise<void>;
  /** The run has ended: gives back what it has. What it left under way goes on without a slot. */
  end(): void;
}

export interface RunSlotOptions {
  owner: Person;
  /** What the call keeps while it waits. */
  bytes: number;
  signal: AbortSignal;
}

/**
 * The slot of one run. Several requests of it may wait or be under way at the same time.
 * @param now monotonic milliseconds
 */
export function createRunSlot(
  { pool, waiting, now }: { pool: SlotPool; waiting: WaitingCalls; now: () => number },
  { owner, bytes, signal }: RunSlotOptions,
): RunSlot {
  const over = new AbortController();
  const onAbort = () => over.abort(signal.reason);
  let isEnded = false;
  let kept = bytes;
  let hasSlot = false;
  let sinceMs = 0;
  let earlierMs = 0;
  let waits = 0;
  let underWay = 0;
  let leaveWaiting: (() => void) | undefined;
  let taking: Promise<void> | undefined;

  function release(): void {
    earlierMs = heldMs();
    hasSlot = false;
    pool.release(owner);
  }

  function heldMs(): number {
    return earlierMs + (hasSlot ? now() - sinceMs : 0);
  }

  function giveUp(): void {
    if (!hasSlot || underWay > 0) return;
    leaveWaiting = waiting.enter(owner, kept);
    release();
  }

  /** One of several requests has ended, and the others only wait. Beyond the limits the slot is kept: nothing asks. */
  function giveUpIfPossible(): void {
    try {
      if (waits > 0) giveUp();
    } catch {
      // The next wait is refused.
    }
  }

  async function take(isNew: boolean): Promise<void> {
    await pool.take(owner, { isNew, signal: over.signal });
    leaveWaiting?.();
    leaveWaiting = undefined;
    sinceMs = now();
    hasSlot = true;
    if (isEnded) release();
  }

  /** Once for all that need it now. */
  function takeOnce(isNew: boolean): Promise<void> {
    taking ??= take(isNew).finally(() => {
      taking = undefined;
    });
    return taking;
  }

  async function takeAgain(): Promise<void> {
    if (hasSlot || isEnded) return;
    await takeOnce(false).catch((error: unknown) => {
      if (!isEnded) throw signal.aborted ? deadlineExceeded() : error;
    });
  }

  if (signal.aborted) onAbort();
  else signal.addEventListener("abort", onAbort);

  return {
    start: () => takeOnce(true),
    end() {
      isEnded = true;
      signal.removeEventListener("abort", onAbort);
      // To abort what nobody listens to takes longer than to end a run.
      if (taking !== undefined) over.abort();
      leaveWaiting?.();
      leaveWaiting = undefined;
      if (hasSlot) release();
    },
    async whileWaiting(wait) {
      giveUp();
      waits += 1;
      try {
        return await wait();
      } finally {
        waits -= 1;
      }
    },
    async whileBusy(work) {
      underWay += 1;
      try {
        await takeAgain();
        return await work();
      } finally {
        underWay -= 1;
        giveUpIfPossible();
      }
    },
    holds(more) {
      kept += more;
    },
    heldMs: () => Math.round(heldMs()),
  };
}
