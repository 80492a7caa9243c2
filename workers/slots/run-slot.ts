import { type Call, type Person, personKey } from "#common/call.ts";
import { retryLater } from "#common/errors.ts";
import { createTally } from "#common/tally.ts";
import { deadlineExceeded } from "#workers/resilience/attempt-failure.ts";
import type { SlotLimits, SlotPool } from "./slot-pool.ts";

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
  /** Whole milliseconds for which the call has had a slot so far. */
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

/** Time by which some of those that wait have their turn. */
const retryAfterSeconds = 5;

/** Narrow ones first: the first that is full is told. */
export const waitingScopes = ["person", "tenant", "process"] as const;
type WaitingScope = (typeof waitingScopes)[number];

const problems: Readonly<Record<WaitingScope, string>> = {
  person: "Too many of your calls are waiting already",
  tenant: "Too many calls of your organisation are waiting already",
  process: "The connector is busy: too many calls are waiting already",
};

type WaitingCalls = ReturnType<typeof createWaitingCalls>;

/** The calls that wait without a slot. A single one may always wait, whatever it keeps. */
export function createWaitingCalls(
  { waiting, bytes: most }: Pick<SlotLimits, "waiting" | "bytes">,
  { onRefused, onChange }: { onRefused: (scope: WaitingScope) => void; onChange: (count: number) => void },
) {
  const [calls, kept] = [createTally(), createTally()];
  const everybody = "";

  const isFull = (limit: keyof typeof waiting, key: string) =>
    calls.of(key) >= waiting[limit] || kept.of(key) >= most[limit];

  return {
    /**
     * Counts a call that waits and keeps `bytes`, until the returned function is called. Throws `rate_limited` with
     * seconds when its person, its tenant or this process has too many, or when the others keep too many bytes.
     */
    enter(owner: Person, bytes: number): () => void {
      const keys = { person: personKey(owner), tenant: owner.tenantId, process: everybody };
      for (const scope of waitingScopes) {
        if (!isFull(scope, keys[scope])) continue;
        onRefused(scope);
        throw retryLater("rate_limited", problems[scope], { retryAfterSeconds });
      }
      const count = (sign: 1 | -1) => {
        for (const key of Object.values(keys)) {
          calls.add(key, sign);
          kept.add(key, sign * bytes);
        }
        onChange(calls.of(everybody));
      };
      count(1);
      let hasLeft = false;
      return () => {
        if (!hasLeft) count(-1);
        hasLeft = true;
      };
    },
    /** Whether so many wait that no job of anybody, or none of a tenant with few calls either, is to be fetched. */
    isFullFor: (whom: "anybody" | "quietTenants") => isFull(whom === "anybody" ? "anybodys" : "process", everybody),
  };
}

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
      // Aborting what nobody listens to takes longer than to end a run.
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
