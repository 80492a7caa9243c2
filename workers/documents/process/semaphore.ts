/** A semaphore whose waiters are served in the order of arrival. */
export interface Semaphore {
  /** Resolves when the caller may proceed; it must then call `release`. Rejects with the signal's reason. */
  acquire(signal: AbortSignal): Promise<void>;
  /** Lets the caller that waits longest proceed. */
  release(): void;
}

export function createSemaphore(maxAtOnce: number): Semaphore {
  const waiting: (() => void)[] = [];
  let taken = 0;

  function release(): void {
    const next = waiting.shift();
    if (next) next();
    else taken -= 1;
  }

  async function wait(signal: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const onAbort = () => {
      const at = waiting.indexOf(resolve);
      // Absent when its turn came just before.
      if (at !== -1) waiting.splice(at, 1);
      reject(signal.reason);
    };
    waiting.push(resolve);
    signal.addEventListener("abort", onAbort);
    await promise.finally(() => signal.removeEventListener("abort", onAbort));
  }

  return {
    async acquire(signal) {
      if (taken < maxAtOnce) taken += 1;
      else await wait(signal);
      if (!signal.aborted) return;
      release();
      throw signal.reason;
    },
    release,
  };
}
