import { type Person, personKey } from "#common/call.ts";
import { createTally, type Tally } from "#common/tally.ts";
import { newcomerShare } from "#common/workload.ts";

/*
 * Every limit on the slots of a worker's workload, and on the calls that wait without one. The numbers follow from
 * WORKER_CONCURRENCY, the slots.
 */

export interface SlotLimits {
  /** Calls that have a slot, of whomever. */
  slots: number;
  /**
   * Calls beyond the slots that may have one, of tenants that hold fewer than this. So a tenant that holds all slots
   * keeps nobody else waiting, and one that is alone may still hold them all.
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
  const reserve = Math.ceil(slots * newcomerShare);
  return {
    slots,
    reserve,
    // Gateways admit for each slot 2.5 calls of one tenant and 3.75 of two: all of these may wait, and other jobs are
    // still fetched. A tenant that is alone stays below its number: all that are fetched may wait, and those that run
    // then too.
    waiting: {
      anybodys: Math.max(8, 4 * slots),
      person: Math.max(16, slots),
      tenant: Math.max(16, 5 * slots + reserve),
      process: Math.max(24, 6 * slots),
    },
    bytes: { anybodys: 96 * megabyte, person: 32 * megabyte, tenant: 64 * megabyte, process: 128 * megabyte },
  };
}

/** A call that waits for a slot. */
interface InLine {
  owner: Person;
  /** Whether it has not started. */
  isNew: boolean;
  /** The slot is its own now. */
  proceed(): void;
}

/**
 * Calls that wait for a slot, in fair order: first of the tenants that hold the fewest slots, of these of the people
 * who hold the fewest, of their calls those that had a slot before, then by arrival.
 * @param held the slots of each tenant and person
 */
export function createSlotLine(held: Tally) {
  const entries = new Set<InLine>();

  const standing = ({ owner, isNew }: InLine) =>
    [held.of(owner.tenantId), held.of(personKey(owner)), isNew ? 1 : 0] as const;

  /** An earlier entry comes first unless the later one is better. */
  function isBefore(one: InLine, other: InLine): boolean {
    const [mine, theirs] = [standing(one), standing(other)];
    const at = mine.findIndex((value, index) => value !== theirs[index]);
    return (mine[at] ?? 0) < (theirs[at] ?? 0);
  }

  return {
    join: (entry: InLine) => void entries.add(entry),
    leave: (entry: InLine) => void entries.delete(entry),
    /** Takes the one out whose turn it is, of those for whom there is a slot. */
    next(isFreeFor: (owner: Person) => boolean): InLine | undefined {
      let best: InLine | undefined;
      for (const entry of entries) {
        if (isFreeFor(entry.owner) && (best === undefined || isBefore(entry, best))) best = entry;
      }
      if (best !== undefined) entries.delete(best);
      return best;
    },
    size: () => entries.size,
    /** How many of them have not started. */
    newcomers: () => entries.values().reduce((sum, { isNew }) => sum + (isNew ? 1 : 0), 0),
  };
}

/** The right to fetch one job, for which there will be a slot. */
export interface Claim {
  /** Gives the slot back: no job was fetched. */
  release(): void;
  /** Starts the job that was fetched; what takes a slot in the first turn of `start` takes the claimed one. */
  spend<T>(start: () => T): T;
}

export type SlotPool = ReturnType<typeof createSlotPool>;

/**
 * The slots of a workload in this process. Never more than `slots` are taken, and `reserve` more by tenants that hold
 * fewer than `reserve`.
 * @param mayFetch whether nothing else keeps jobs from being fetched; a quiet tenant has few calls in flight
 * @param onChange told how many slots are taken
 */
export function createSlotPool(
  { slots, reserve }: Pick<SlotLimits, "slots" | "reserve">,
  {
    mayFetch,
    onChange,
  }: { mayFetch: (whom: "anybody" | "quietTenants") => boolean; onChange: (running: number) => void },
) {
  const held = createTally();
  const line = createSlotLine(held);
  const fetchers = new Set<(claim: Claim | undefined) => void>();
  const quietTenantFetchers = new Set<() => void>();
  let running = 0;
  let claimed = 0;
  let isWakeDue = false;
  let isPaused = false;

  const isFreeFor = (owner: Person) =>
    running < slots || (running < slots + reserve && held.of(owner.tenantId) < reserve);
  const isFetchable = () => !isPaused && line.size() === 0 && running + claimed < slots && mayFetch("anybody");
  const isForQuietTenantsOnly = () =>
    !isPaused &&
    (running >= slots || line.size() > 0 || !mayFetch("anybody")) &&
    running + claimed < slots + reserve &&
    line.newcomers() <= reserve &&
    mayFetch("quietTenants");

  function count(owner: Person, change: 1 | -1): void {
    running += change;
    for (const key of [owner.tenantId, personKey(owner)]) held.add(key, change);
    onChange(running);
  }

  function serve(): void {
    for (let entry = line.next(isFreeFor); entry !== undefined; entry = line.next(isFreeFor)) {
      count(entry.owner, 1);
      entry.proceed();
    }
    wake();
  }

  /** Wakes fetchers, not at once: BullMQ fetches the next job together with the end of one, which saves a command. */
  function wake(): void {
    if (isWakeDue || fetchers.size + quietTenantFetchers.size === 0) return;
    isWakeDue = true;
    setImmediate(() => {
      isWakeDue = false;
      for (const resolve of fetchers) if (isFetchable()) resolve(newClaim());
      if (isForQuietTenantsOnly()) for (const resolve of quietTenantFetchers) resolve();
    });
  }

  function newClaim(): Claim {
    claimed += 1;
    let isOver = false;
    const end = () => {
      if (!isOver) claimed -= 1;
      isOver = true;
    };
    return {
      release() {
        end();
        wake();
      },
      spend(start) {
        end();
        const started = start();
        wake();
        return started;
      },
    };
  }

  /** Resolves by one of `waiters`, or with undefined when the signal aborts. */
  async function waitIn<T>(waiters: Set<(value: T | undefined) => void>, signal: AbortSignal): Promise<T | undefined> {
    if (signal.aborted) return undefined;
    const { promise, resolve } = Promise.withResolvers<T | undefined>();
    const onAbort = () => resolve(undefined);
    const settle = (value: T | undefined) => {
      waiters.delete(settle);
      resolve(value);
    };
    waiters.add(settle);
    signal.addEventListener("abort", onAbort, { once: true });
    wake();
    return await promise.finally(() => {
      waiters.delete(settle);
      signal.removeEventListener("abort", onAbort);
    });
  }

  return {
    /** Waits until a job may be fetched: there is a slot, and nobody waits for it. Undefined when the signal aborts. */
    claim: async (signal: AbortSignal) =>
      isFetchable() && !signal.aborted ? newClaim() : await waitIn<Claim>(fetchers, signal),
    /** The same now, or not at all. */
    tryClaim: () => (isFetchable() ? newClaim() : undefined),
    /** Waits until only a job of a quiet tenant may be fetched, one with few slots, or until the signal aborts. */
    quietTenantsTurn: async (signal: AbortSignal) => void (await waitIn(quietTenantFetchers, signal)),
    /** The right to fetch such a job, if that still holds. */
    tryClaimForQuietTenant: () => (isForQuietTenantsOnly() ? newClaim() : undefined),
    /** Waits for a slot, in the order of the line above. Rejects with the signal's reason. */
    take(owner: Person, { isNew, signal }: { isNew: boolean; signal: AbortSignal }): Promise<void> {
      return new Promise((resolve, reject) => {
        signal.throwIfAborted();
        let hasSlot = false;
        const giveUp = () => {
          line.leave(entry);
          reject(signal.reason);
          wake();
        };
        const entry: InLine = {
          owner,
          isNew,
          proceed() {
            hasSlot = true;
            signal.removeEventListener("abort", giveUp);
            resolve();
          },
        };
        line.join(entry);
        serve();
        if (!hasSlot) signal.addEventListener("abort", giveUp, { once: true });
      });
    },
    release(owner: Person) {
      count(owner, -1);
      serve();
    },
    /** While paused, no job may be fetched. */
    setPaused(paused: boolean) {
      isPaused = paused;
      wake();
    },
    /** Takes note that `mayFetch` may have changed. */
    changed: wake,
    /** How many calls have a slot. */
    running: () => running,
  };
}
