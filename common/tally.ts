export type Tally = ReturnType<typeof createTally>;

/** Sums by key. A key whose sum is 0 takes no memory. */
export function createTally() {
  const sums = new Map<string, number>();
  return {
    add(key: string, amount: number): void {
      const sum = (sums.get(key) ?? 0) + amount;
      if (sum === 0) sums.delete(key);
      else sums.set(key, sum);
    },
    of: (key: string): number => sums.get(key) ?? 0,
    size: (): number => sums.size,
  };
}
