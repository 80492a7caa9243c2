import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ToolError } from "#common/errors.ts";
import { runs } from "#test/support/property-runs.ts";
import type { ListPage } from "#workers/tools/paging/linked-pages.ts";
import {
  type Walk,
  type WalkOptions,
  type WalkState,
  walkPages,
  walkRanking,
  walkStart,
} from "#workers/tools/paging/walk-pages.ts";
import { changeOf, type ListItem, listItems, MovingList } from "./list-item.ts";

type Pages = WalkOptions<ListItem, number>["pages"];

const inOrder = (items: readonly ListItem[]) => items.toSorted((one, other) => one.key - other.key);

/** Pages whose links are offsets, as `$skip` is. */
function byOffset(list: () => readonly ListItem[], size: number): Pages {
  return async function* (from = 0): AsyncGenerator<ListPage<ListItem, number>> {
    for (let at: number | undefined = from; at !== undefined; ) {
      const all = inOrder(list());
      const items = all.slice(at, at + size);
      const end: number = at + size;
      at = end < all.length ? end : undefined;
      yield { items, next: at };
    }
  };
}

const usual = {
  idOf: ({ id }: ListItem) => id,
  isHit: ({ fits }: ListItem) => fits,
  maxPages: 4,
  lookAhead: "page" as const,
};

/** All answers of a search, each continuing the previous one. */
async function answersOf(
  answer: (from: WalkState<number>) => Promise<Walk<ListItem, number>>,
  { before = () => undefined, offset }: { before?(next: WalkState<number>): void; offset?: number } = {},
): Promise<Walk<ListItem, number>[]> {
  const answers: Walk<ListItem, number>[] = [];
  let next: WalkState<number> | undefined = walkStart({ offset });
  while (next !== undefined) {
    before(next);
    const walk: Walk<ListItem, number> = await answer(next);
    answers.push(walk);
    next = walk.next;
    expect(answers.length, "answers").toBeLessThan(500);
  }
  return answers;
}

const idsIn = (answers: readonly Walk<ListItem, number>[]) => answers.flatMap(({ hits }) => hits.map(({ id }) => id));

const plan = {
  count: fc.integer({ min: 0, max: 60 }),
  every: fc.integer({ min: 1, max: 4 }),
  size: fc.integer({ min: 1, max: 12 }),
  limit: fc.integer({ min: 1, max: 7 }),
  lookAhead: fc.constantFrom("none" as const, "page" as const, "list" as const),
};

const anyChange = fc.array(changeOf("add", "remove", "move"), { maxLength: 40 });

describe("the answers of a walk, while items are added, removed and moved,", () => {
  it("contain each hit once, if links are offsets and no more items vanish than the page had", async () => {
    const property = fc.asyncProperty(fc.record({ ...plan, changes: anyChange }), async (run) => {
      const list = new MovingList(listItems(run.count, run.every));
      const changes = run.changes.values();
      const pages = byOffset(() => list.items, run.size);
      const { limit, lookAhead } = run;
      const answers = await answersOf((from) => walkPages({ ...usual, pages, from, limit, lookAhead }), {
        before({ done }) {
          for (const change of changes.take(done)) list.change(change);
        },
      });
      const ids = idsIn(answers);
      expect(ids, "none twice").toEqual([...new Set(ids)]);
      expect(ids).toEqual(expect.arrayContaining(list.untouched()));
    });
    await fc.assert(property, { numRuns: runs(1_000) });
  });

  it("contain no hit twice in a ranking, and lack at most as many as were moved or removed", async () => {
    const property = fc.asyncProperty(fc.record({ ...plan, changes: anyChange }), async (run) => {
      const list = new MovingList(listItems(run.count, run.every));
      const changes = run.changes.values();
      let left = 0;
      const ask = async (from: number) => {
        for (const change of changes.take(1)) {
          list.change(change);
          if (change.kind !== "add") left += 1;
        }
        const all = inOrder(list.items);
        return { hits: all.slice(from, from + run.size), hasMore: from + run.size < all.length };
      };
      const answers = await answersOf(async (from) => {
        const walk = await walkRanking({ ...usual, ask, from, limit: run.limit });
        return { ...walk, hits: walk.hits.map(({ hit }) => hit) };
      });
      const ids = idsIn(answers);
      expect(ids, "none twice").toEqual([...new Set(ids)]);
      const lost = list.untouched().filter((id) => !ids.includes(id));
      expect(lost.length).toBeLessThanOrEqual(left);
    });
    await fc.assert(property, { numRuns: runs(1_000) });
  });
});

describe("a walk through a list that doesn't change", () => {
  it("returns the hits after an offset in order, and counts those before them", async () => {
    const property = fc.asyncProperty(
      fc.record({ ...plan, offset: fc.integer({ min: 0, max: 30 }) }),
      async ({ count, every, size, limit, lookAhead, offset }) => {
        const list = listItems(count, every);
        const pages = byOffset(() => list, size);
        const answers = await answersOf((from) => walkPages({ ...usual, pages, from, limit, lookAhead }), { offset });
        const wanted = list.filter(({ fits }) => fits).slice(offset);
        expect(idsIn(answers)).toEqual(wanted.map(({ id }) => id));
        expect(answers.at(-1)?.returned).toBe(offset + wanted.length);
        const looked = answers.reduce((sum, walk) => sum + walk.examined, 0);
        expect(looked, "each item is looked through once").toBe(count);
      },
    );
    await fc.assert(property, { numRuns: runs(1_000) });
  });

  it("recognises items without an id by their positions", async () => {
    const list = listItems(20);
    const answers = await answersOf((from) =>
      walkPages({ ...usual, idOf: () => undefined, pages: byOffset(() => list, 7), from, limit: 3 }),
    );
    expect(idsIn(answers)).toEqual(list.map(({ id }) => id));
  });

  it("gets through a page with more hits than it remembers", async () => {
    const list = listItems(900);
    const pages = byOffset(() => list, 1_000);
    const answers = await answersOf((from) => walkPages({ ...usual, pages, from, limit: 25 }));
    expect(idsIn(answers)).toEqual(list.map(({ id }) => id));
    expect(Math.max(...answers.map(({ next }) => next?.seen.length ?? 0))).toBe(1_200);
  });

  it.each([
    ["none", true, 1],
    ["page", true, 1],
    ["list", false, 3],
  ] as const)("looks ahead for another hit: %s", async (lookAhead, hasNext, pagesRead) => {
    const list = listItems(30).map((item, at) => ({ ...item, fits: at < 5 }));
    const read: number[] = [];
    const pages = byOffset(() => list, 10);
    const walk = await walkPages({
      ...usual,
      pages,
      from: walkStart(),
      limit: 5,
      lookAhead,
      onPage: ({ pages: count }) => read.push(count),
    });
    expect(walk.hits).toHaveLength(5);
    expect(walk.next !== undefined).toBe(hasNext);
    expect(Math.max(1, ...read)).toBe(pagesRead);
  });

  it("ends after the largest number of pages, and continues after them", async () => {
    const list = listItems(100).map((item, at) => ({ ...item, fits: at === 77 }));
    const pages = byOffset(() => list, 10);
    const first = await walkPages({ ...usual, pages, from: walkStart(), limit: 5 });
    expect(first).toMatchObject({ hits: [], examined: 40, listed: 40, next: { position: 40, done: 0 } });
    const second = await walkPages({ ...usual, pages, from: first.next ?? walkStart(), limit: 5 });
    expect(second).toMatchObject({ hits: [{ id: "i77" }], examined: 40 });
  });
});

describe("a walk that ends early", () => {
  const limited = new ToolError("rate_limited", "slow down", { retryAfterSeconds: 7 });
  const failing = (pages: Pages, error: unknown): Pages =>
    async function* (from) {
      let count = 0;
      for await (const page of pages(from)) {
        yield page;
        count += 1;
        if (count === 2) throw error;
      }
    };

  it.each([
    ["throttling", limited],
    ["an outage", new ToolError("unavailable", "down")],
  ])("by %s after its first page returns the hits so far, and continues at the refused page", async (_what, error) => {
    const pages = byOffset(() => listItems(50), 10);
    const walk = await walkPages({ ...usual, pages: failing(pages, error), from: walkStart(), limit: 25 });
    expect(walk).toMatchObject({ stopped: error, next: { position: 20, done: 0 }, examined: 20 });
    expect(walk.hits).toHaveLength(20);
  });

  it("by throttling on its first page, or by any other error, rejects", async () => {
    const pages = byOffset(() => listItems(50), 10);
    const late = new ToolError("deadline_exceeded", "too late");
    const options = { ...usual, from: walkStart(), limit: 25 };
    await expect(walkPages({ ...options, pages: failing(pages, late) })).rejects.toBe(late);
    const atOnce: Pages = async function* () {
      yield* [];
      throw limited;
    };
    await expect(walkPages({ ...options, pages: atOnce })).rejects.toBe(limited);
  });

  it.each([
    ["throttling", () => Promise.reject(limited)],
    ["stop", () => "stop" as const],
  ])("at an item by %s continues at that item", async (_by, end) => {
    const pages = byOffset(() => listItems(50), 10);
    const isHit = ({ id }: ListItem) => (id === "i13" ? end() : true);
    const walk = await walkPages({ ...usual, pages, isHit, from: walkStart(), limit: 25 });
    expect(walk.hits).toHaveLength(13);
    expect(walk.next).toMatchObject({ position: 10, done: 3 });
    const rest = await walkPages({ ...usual, pages, from: walk.next ?? walkStart(), limit: 25 });
    expect(rest.hits[0]?.id).toBe("i13");
  });
});
