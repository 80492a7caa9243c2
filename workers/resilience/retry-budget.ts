/** Keeps retries a small share of all requests, so that an outage does not multiply its own load. */
export interface RetryBudget {
  /** Counts the first try of a request. */
  countFirst(): void;
  /** Whether one more retry is affordable; if so, counts it. */
  take(): boolean;
}

/** Retries per first try. */
const share = 0.1;
/** The retries of a process with few requests. */
const minRetries = 10;
const slotMs = 1_000;
const slots = 10;

/** Allows one retry per ten requests of the last ten seconds, and ten in any case. */
export function createRetryBudget(now: () => number): RetryBudget {
  const counts = Array.from({ length: slots }, () => ({ slot: -1, firsts: 0, retries: 0 }));
  let current = { slot: -1, firsts: 0, retries: 0 };

  function thisSecond(): typeof current {
    const slot = Math.floor(now() / slotMs);
    if (current.slot !== slot) {
      current = { slot, firsts: 0, retries: 0 };
      counts[slot % slots] = current;
    }
    return current;
  }

  return {
    countFirst() {
      thisSecond().firsts += 1;
    },
    take() {
      const { slot } = thisSecond();
      const recent = counts.filter((count) => count.slot > slot - slots);
      const sum = (name: "firsts" | "retries") => recent.reduce((total, count) => total + count[name], 0);
      if (sum("retries") >= Math.max(minRetries, sum("firsts") * share)) return false;
      current.retries += 1;
      return true;
    },
  };
}
