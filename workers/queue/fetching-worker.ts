import { Worker } from "bullmq";

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

  readonly report = (error: unknown): void => {
    this.emit("error", error instanceof Error ? error : new Error(String(error)));
  };
}
