import fc from "fast-check";

/** An item of a list, reduced to what paging needs. */
export interface ListItem {
  id: string;
  /** The sort key, unique in the list. */
  key: number;
  /** Whether the item is a hit. */
  fits: boolean;
}

/** Items that are named by their position. Every nth one is a hit. */
export function listItems(count: number, every = 1): ListItem[] {
  return Array.from({ length: count }, (_, at) => ({ id: `i${at}`, key: at * 100, fits: at % every === 0 }));
}

/** A change of a list between two requests. `at` selects an item and `to` a position, both from 0 to 1. */
export interface Change {
  kind: "add" | "remove" | "move";
  at: number;
  to: number;
}

const share = fc.integer({ min: 0, max: 999 }).map((thousandth) => thousandth / 1_000);

export const changeOf = (...kinds: Change["kind"][]) =>
  fc.record({ kind: fc.constantFrom(...kinds), at: share, to: share });

/** A list that can be changed, and knows which of its original items were not. */
export class MovingList {
  items: ListItem[];
  /** The ids of items that were added, removed or moved. */
  readonly touched = new Set<string>();
  readonly #first: readonly ListItem[];
  #changes = 0;

  constructor(items: readonly ListItem[]) {
    this.items = [...items];
    this.#first = items;
  }

  /** The ids of the original hits that were neither removed nor moved. */
  untouched(): string[] {
    return this.#first.filter(({ id, fits }) => fits && !this.touched.has(id)).map(({ id }) => id);
  }

  change({ kind, at, to }: Change): void {
    this.#changes += 1;
    const item = this.items[Math.floor(at * this.items.length)];
    const key = this.#keyAt(to);
    if (kind === "add") {
      const id = `new${this.#changes}`;
      this.touched.add(id);
      this.items.push({ id, key, fits: true });
    } else if (item !== undefined) {
      this.touched.add(item.id);
      this.items = this.items.filter((one) => one !== item);
      if (kind === "move") this.items.push({ ...item, key });
    }
  }

  /** A new unique key at a position. */
  #keyAt(place: number): number {
    const most = Math.max(0, ...this.items.map(({ key }) => key)) + 100;
    return Math.floor(place * most) + this.#changes / 10_000;
  }
}
