export interface CoolDowns {
  /** When the last pause of these keys ends, Unix milliseconds; 0 without one. */
  endsAtMs(keys: readonly string[]): number | Promise<number>;
  start(key: string, endsAtMs: number): void;
}

export interface LocalCoolDowns extends CoolDowns {
  endsAtMs(keys: readonly string[]): number;
}

const sweepEvery = 1_000;

/** Pauses kept in this process alone. */
export function createLocalCoolDowns(now: () => number): LocalCoolDowns {
  const ends = new Map<string, number>();
  let starts = 0;
  return {
    endsAtMs: (keys) => keys.reduce((latest, key) => Math.max(latest, ends.get(key) ?? 0), 0),
    start(key, endsAtMs) {
      ends.set(key, Math.max(endsAtMs, ends.get(key) ?? 0));
      starts += 1;
      if (starts % sweepEvery !== 0) return;
      for (const [other, end] of ends) if (end <= now()) ends.delete(other);
    },
  };
}
