import { createSemaphores } from "./semaphores.ts";

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
