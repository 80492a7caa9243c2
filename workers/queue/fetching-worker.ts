import { type Job, Worker } from "bullmq";

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
