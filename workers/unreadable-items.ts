import type { Incomplete } from "#common/tools/schemas/results.ts";

/** What a run's answer lacks for reasons that its handler does not know of. */
export interface UnreadableItems {
  /** So many items could not be read, because Graph's answer lacks what identifies them. */
  items(count: number): void;
  /** The handler runs from the beginning. */
  reset(): void;
  incomplete(): Incomplete | undefined;
}

const itemsUnreadable = (count: number): Incomplete => ({
  reason:
    `${count === 1 ? "One item is" : `${count} items are`} left out: Microsoft 365 did not say what identifies ` +
    (count === 1 ? "it." : "them."),
});

export function createUnreadableItems(): UnreadableItems {
  let items = 0;
  return {
    items(count) {
      items += count;
    },
    reset() {
      items = 0;
    },
    incomplete: () => (items > 0 ? itemsUnreadable(items) : undefined),
  };
}
