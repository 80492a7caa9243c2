export interface LoneJobs {
  /** Whether a job runs alone, or waits to: no other may start. */
  isClosed(): boolean;
  /** Runs a job beside others. */
  beside(job: () => Promise<void>): Promise<void>;
  /** Runs a job when all others have ended, and before any other starts. Several of them run one after the other. */
  alone(job: () => Promise<void>): Promise<void>;
}

/**
 * Lets some jobs have the process for themselves.
 * @param onChange called with true when the first of them comes, and with false when the last has ended
 */
export function createLoneJobs(onChange: (isClosed: boolean) => void): LoneJobs {
  let besideCount = 0;
  let aloneCount = 0;
  let whenEmpty: PromiseWithResolvers<void> | undefined;
  let last: Promise<void> = Promise.resolve();

  async function runWhenEmpty(job: () => Promise<void>): Promise<void> {
    if (besideCount > 0) {
      whenEmpty = Promise.withResolvers();
      await whenEmpty.promise;
    }
    await job();
  }

  return {
    isClosed: () => aloneCount > 0,
    async beside(job) {
      besideCount += 1;
      try {
        await job();
      } finally {
        besideCount -= 1;
        if (besideCount === 0) whenEmpty?.resolve();
      }
    },
    async alone(job) {
      aloneCount += 1;
      if (aloneCount === 1) onChange(true);
      const run = last.then(() => runWhenEmpty(job));
      last = run.catch(() => undefined);
      try {
        await run;
      } finally {
        aloneCount -= 1;
        if (aloneCount === 0) onChange(false);
      }
    },
  };
}
