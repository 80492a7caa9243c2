import { type Person, personKey } from "#common/call.ts";
import type { Tally } from "#common/tally.ts";

/** A call that waits for a slot. */
export interface InLine {
  owner: Person;
  /** It has not started. */
  isNew: boolean;
  /** The slot is its own now. */
  proceed(): void;
}

export interface SlotLine {
  join(entry: InLine): void;
  leave(entry: InLine): void;
  /** Takes the one out whose turn it is, of those for whom there is a slot. */
  next(isFreeFor: (owner: Person) => boolean): InLine | undefined;
  size(): number;
  /** How many of them have not started. */
  newcomers(): number;
}

/**
 * Those who wait for a slot, in fair order: first the tenants that hold the fewest slots, of these the people who hold
 * the fewest, of their calls those that had a slot before, then by arrival.
 * @param held the slots of each tenant and person
 */
export function createSlotLine(held: Tally): SlotLine {
  const entries = new Set<InLine>();

  const standing = ({ owner, isNew }: InLine) =>
    [held.of(owner.tenantId), held.of(personKey(owner)), isNew ? 1 : 0] as const;

  /** An earlier entry comes first unless the later one is better. */
  function isBefore(one: InLine, other: InLine): boolean {
    const [mine, theirs] = [standing(one), standing(other)];
    const at = mine.findIndex((value, index) => value !== theirs[index]);
    return (mine[at] ?? 0) < (theirs[at] ?? 0);
  }

  return {
    join: (entry) => void entries.add(entry),
    leave: (entry) => void entries.delete(entry),
    next(isFreeFor) {
      let best: InLine | undefined;
      for (const entry of entries) {
        if (isFreeFor(entry.owner) && (best === undefined || isBefore(entry, best))) best = entry;
      }
      if (best !== undefined) entries.delete(best);
      return best;
    },
    size: () => entries.size,
    newcomers: () => entries.values().reduce((sum, { isNew }) => sum + (isNew ? 1 : 0), 0),
  };
}
