import fc from "fast-check";

/** An item of a list in Microsoft 365, as far as paging is concerned. */
export interface ListItem {
  id: string;
  /** Lists are sorted by it. No two items have the same. */
  key: number;
  /** Whether the search of the test wants it. */
  fits: boolean;
}

/** Items whose ids say where they stand; one of `every` fits. */
export function listItems(count: number, every = 1): ListItem[] {
  return Array.from({ length: count }, (_, at) => ({ id: `i${at}`, key: at * 100, fits: at % every === 0 }));
}

/** What happens to a list between two requests: `at` is the place of an item, or that where one is put, from 0 to 1. */
export interface Change {
  kind: "add" | "remove" | "move";
  at: number;
  to: number;
}

const share = fc.integer({ min: 0, max: 999 }).map((thousandth) => thousandth / 1_000);

export const changeOf = (...kinds: Change["kind"][]) =>
  fc.record({ kind: fc.constantFrom(...kinds), at: share, to: share });

/** A list that changes, and knows which of its first items have stood still. */
export class MovingList {
  items: ListItem[];
  /** Items that something happened to, those that were added included. */
  readonly touched = new Set<string>();
  readonly #first: readonly ListItem[];
  #changes = 0;

  constructor(items: readonly ListItem[]) {
    this.items = [...items];
    this.#first = items;
  }

  /** Ids of the wanted items to which nothing has happened. */
  stoodStill(): string[] {
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

  /** A key between those of others, which no other item has. */
  #keyAt(place: number): number {
    const most = Math.max(0, ...this.items.map(({ key }) => key)) + 100;
    return Math.floor(place * most) + this.#changes / 10_000;
  }
}
