import type { Caller } from "#common/caller.ts";

/** Whose call it is. */
export type Owner = Pick<Caller, "tenantId" | "userId">;

export const tenantKey = ({ tenantId }: Owner): string => tenantId;
export const personKey = ({ tenantId, userId }: Owner): string => `${tenantId}|${userId}`;

/** Sums by key. A key whose sum is 0 takes no memory. */
export interface Tally {
  add(key: string, amount: number): void;
  of(key: string): number;
  size(): number;
}

export function createTally(): Tally {
  const sums = new Map<string, number>();
  return {
    add(key, amount) {
      const sum = (sums.get(key) ?? 0) + amount;
      if (sum === 0) sums.delete(key);
      else sums.set(key, sum);
    },
    of: (key) => sums.get(key) ?? 0,
    size: () => sums.size,
  };
}
