import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { type Job, Worker } from "bullmq";
import type { Claim, SlotPool } from "#workers/slots/slot-pool.ts";

/**
 * A BullMQ Worker that fetches its jobs by a loop of ours: BullMQ's own knows no slots that a running job gives up.
 * Locks, stalled jobs and the end of jobs stay BullMQ's.
 */
export class FetchingWorker extends Worker {
  /** Starts what `run` starts. `close` aborts the loop's signal and waits for the loop. */
  serve(loop: (closing: AbortSignal) => Promise<unknown>): void {
    const closing = new AbortController();
    this.once("closing", () => closing.abort());
    this.running = true;
    this.mainLoopRunning = this.startStalledCheckTimer()
      .then(() => this.lockManager.start())
      .then(() => loop(closing.signal))
      .catch(this.report)
      .then(() => {
        this.running = false;
      });
  }

  /** Whether it waits for a job, as there was none: until there is one, the end of a job need not fetch the next. */
  get isIdle(): boolean {
    return this.waits;
  }

  private waits = false;

  /** Waits for a job, a second at most. */
  async awaitJob(token: string): Promise<Job | undefined> {
    this.waits = true;
    return await this.getNextJob(token).finally(() => {
      this.waits = false;
    });
  }

  readonly report = (error: unknown): void => {
    this.emit("error", error instanceof Error ? error : new Error(String(error)));
  };
}

interface FetchOptions {
  slots: SlotPool;
  /** Aborts when no more jobs are to be fetched. */
  closing: AbortSignal;
  /** Until the next try when Redis gave an error. */
  againAfterMs: number;
}

/** How often a worker without a free slot looks for jobs of tenants with few calls: one cheap command each. */
const lookEveryMs = 10;

/** How many jobs of a burst are fetched at the same time. Each takes a round trip, and none starts before it ends. */
const mostAtOnce = 8;

/** Fetches jobs and runs them, each by the claim of a slot. */
function createJobs(worker: FetchingWorker, { slots, closing, againAfterMs }: FetchOptions) {
  const running = new Set<Promise<void>>();

  const pause = (forMs: number) => delay(forMs, undefined, { signal: closing }).catch(() => undefined);

  /** Runs jobs in turn: with the end of one, BullMQ fetches the next, where there is a slot and may be one. */
  async function runInTurn(first: Job, itsClaim: Claim): Promise<void> {
    let [job, claim]: [Job | undefined, Claim | undefined] = [first, itsClaim];
    while (job !== undefined && claim !== undefined) {
      const current: Job = job;
      let next: Claim | undefined;
      // BullMQ asks again for a job whose end it has to tell again: by the claim that there is.
      const mayFetchNext = () => {
        next ??= closing.aborted || worker.isIdle ? undefined : slots.tryClaim();
        return next !== undefined;
      };
      const run = () => worker.processJob(current, current.token ?? "", mayFetchNext);
      job = (await claim.spend(run).catch(worker.report)) || undefined;
      if (job === undefined) next?.release();
      claim = next;
    }
  }

  async function reportAndPause(error: unknown): Promise<undefined> {
    worker.report(error);
    await pause(againAfterMs);
  }

  return {
    pause,
    reportAndPause,
    /** Fetches one job and starts it, if there is one. @param block waits for a job, a second at most */
    async fetch(claim: Claim, { block }: { block: boolean }): Promise<"started" | "none"> {
      const token = randomUUID();
      const fetched = block ? worker.awaitJob(token) : worker.getNextJob(token, { block });
      const job = await fetched.catch(reportAndPause);
      if (job === undefined) {
        claim.release();
        return "none";
      }
      const run = runInTurn(job, claim);
      running.add(run);
      void run.then(() => running.delete(run));
      return "started";
    },
    ended: async () => void (await Promise.all(running)),
  };
}

/**
 * Fetches a job whenever there is a slot for it. Resolves when it is to close and its jobs have ended. One connection
 * waits for jobs. When two came in a row, more are fetched at the same time, twice as many each time, while there are
 * some.
 */
export async function fetchJobs(worker: FetchingWorker, options: FetchOptions): Promise<void> {
  const { slots, closing } = options;
  const jobs = createJobs(worker, options);

  async function fetchBurst(): Promise<void> {
    for (let most = 2; !closing.aborted; most = Math.min(2 * most, mostAtOnce)) {
      const claims = Array.from({ length: most }, slots.tryClaim).filter((claim) => claim !== undefined);
      const found = await Promise.all(claims.map((claim) => jobs.fetch(claim, { block: false })));
      if (found.length === 0 || found.includes("none")) return;
    }
  }

  let inRow = 0;
  for (;;) {
    const claim = await slots.claim(closing);
    if (claim === undefined) break;
    inRow = (await jobs.fetch(claim, { block: true })) === "started" ? inRow + 1 : 0;
    if (inRow < 2) continue;
    await fetchBurst();
    inRow = 0;
  }
  await jobs.ended();
}

/**
 * While all slots are taken, fetches the jobs of tenants with few calls. Resolves like `fetchJobs`.
 * @param hasQuietTenants whether the next job of the queue is one of these
 */
export async function lookForQuietTenants(
  worker: FetchingWorker,
  options: FetchOptions & { hasQuietTenants: () => Promise<boolean> },
): Promise<void> {
  const { slots, closing, hasQuietTenants } = options;
  const jobs = createJobs(worker, options);
  while (!closing.aborted) {
    await slots.quietTenantsTurn(closing);
    const isAsked = !closing.aborted && (await hasQuietTenants().catch(jobs.reportAndPause));
    const claim = isAsked ? slots.tryClaimForQuietTenant() : undefined;
    if (claim === undefined) await jobs.pause(lookEveryMs);
    else await jobs.fetch(claim, { block: false });
  }
  await jobs.ended();
}
