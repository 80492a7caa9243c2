/** Turns of documents: a limited number at a time, in the order of arrival. */
export interface Turns {
  /** Resolves when it is the caller's turn, who then has to call `pass`. Rejects with the signal's reason. */
  take(signal: AbortSignal): Promise<void>;
  /** Passes the turn to whoever waits longest. */
  pass(): void;
}

export function createTurns(maxAtOnce: number): Turns {
  const waiting: (() => void)[] = [];
  let taken = 0;

  function pass(): void {
    const next = waiting.shift();
    if (next) next();
    else taken -= 1;
  }

  async function wait(signal: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const onAbort = () => {
      const at = waiting.indexOf(resolve);
      // Absent when the turn came just before.
      if (at !== -1) waiting.splice(at, 1);
      reject(signal.reason);
    };
    waiting.push(resolve);
    signal.addEventListener("abort", onAbort);
    await promise.finally(() => signal.removeEventListener("abort", onAbort));
  }

  return {
    async take(signal) {
      if (taken < maxAtOnce) taken += 1;
      else await wait(signal);
      if (!signal.aborted) return;
      pass();
      throw signal.reason;
    },
    pass,
  };
}
