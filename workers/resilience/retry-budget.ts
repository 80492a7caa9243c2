/** Keeps retries a small part of all requests, so that trouble does not make its own load. */
export interface RetryBudget {
  /** Counts a request's first try. */
  countFirst(): void;
  /** Whether one more try is affordable; it is counted if so. */
  take(): boolean;
}

const share = 0.1;
/** So that a quiet process can retry at all. */
const always = 10;
const slotMs = 1_000;
const slots = 10;

/** One retry for each ten requests of the last ten seconds, and ten whatever their number. */
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
      if (sum("retries") >= Math.max(always, sum("firsts") * share)) return false;
      current.retries += 1;
      return true;
    },
  };
}
