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
