/** How often each kind of event happened in the last ten seconds. */
export interface RollingCounts<Kind extends string> {
  add(kind: Kind): void;
  sum(kind: Kind): number;
}

const slotMs = 1_000;
const slots = 10;

/** @param now milliseconds. Events of a time that has not come yet, as after a correction of the clock, don't count. */
export function createRollingCounts<Kind extends string>(now: () => number): RollingCounts<Kind> {
  let counted: { slot: number; counts: Map<Kind, number> }[] = [];
  /** Sums of all slots, which are asked for more often than a second begins. */
  let totals = new Map<Kind, number>();
  let current = Number.NaN;

  const increase = (counts: Map<Kind, number>, kind: Kind, by: number) =>
    counts.set(kind, (counts.get(kind) ?? 0) + by);

  function beginSlot(): void {
    const slot = Math.floor(now() / slotMs);
    if (slot === current) return;
    current = slot;
    counted = counted.filter((one) => one.slot < slot && one.slot > slot - slots);
    totals = new Map();
    for (const { counts } of counted) for (const [kind, count] of counts) increase(totals, kind, count);
  }

  return {
    add(kind) {
      beginSlot();
      const latest = counted.at(-1);
      if (latest?.slot === current) increase(latest.counts, kind, 1);
      else counted.push({ slot: current, counts: new Map([[kind, 1]]) });
      increase(totals, kind, 1);
    },
    sum(kind) {
      beginSlot();
      return totals.get(kind) ?? 0;
    },
  };
}
