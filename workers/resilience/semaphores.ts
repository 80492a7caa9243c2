import type { Leave } from "./gate.ts";

interface Semaphore {
  active: number;
  waiting: Set<() => void>;
}

/** Counting semaphores by key, first come, first served. An unused key takes no memory. */
export function createSemaphores({ maxWaiting }: { maxWaiting: number }) {
  const semaphores = new Map<string, Semaphore>();

  function wait(semaphore: Semaphore, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const proceed = () => {
        signal.removeEventListener("abort", giveUp);
        resolve();
      };
      const giveUp = () => {
        semaphore.waiting.delete(proceed);
        reject(signal.reason);
      };
      semaphore.waiting.add(proceed);
      signal.addEventListener("abort", giveUp, { once: true });
    });
  }

  function leaveOnce(key: string, semaphore: Semaphore): Leave {
    let left = false;
    return () => {
      if (left) return;
      left = true;
      const [next] = semaphore.waiting;
      if (next !== undefined) {
        semaphore.waiting.delete(next);
        next();
      } else {
        semaphore.active -= 1;
        if (semaphore.active === 0) semaphores.delete(key);
      }
    };
  }

  return {
    /** One of `limit` places under a key, if one is free. */
    tryEnter(key: string, limit: number): Leave | undefined {
      const semaphore = semaphores.get(key) ?? { active: 0, waiting: new Set() };
      if (semaphore.active >= limit) return undefined;
      semaphore.active += 1;
      semaphores.set(key, semaphore);
      return leaveOnce(key, semaphore);
    },
    /** Waits for the next free place; undefined when too many wait already. Rejects with the signal's reason. */
    async waitForPlace(key: string, signal: AbortSignal): Promise<Leave | undefined> {
      signal.throwIfAborted();
      const semaphore = semaphores.get(key);
      if (semaphore === undefined || semaphore.waiting.size >= maxWaiting) return undefined;
      await wait(semaphore, signal);
      return leaveOnce(key, semaphore);
    },
    /** How many keys are in use. */
    size: () => semaphores.size,
  };
}

/**
 * Does some work when its tenant has less than its share of it under way, in the order of arrival. Rejects with the
 * signal's reason when that aborts before.
 */
export type InTenantsShare = <T>(tenantId: string, signal: AbortSignal, work: () => Promise<T>) => Promise<T>;

/**
 * Limits what each tenant has under way in this process. Where the process can do more, a tenant whose requests all
 * hang keeps nobody else's waiting.
 */
export function createTenantShare(atOnce: number): InTenantsShare {
  const semaphores = createSemaphores({ maxWaiting: Number.POSITIVE_INFINITY });
  return async function inShare(tenantId, signal, work) {
    const leave = semaphores.tryEnter(tenantId, atOnce) ?? (await semaphores.waitForPlace(tenantId, signal));
    try {
      return await work();
    } finally {
      leave?.();
    }
  };
}
