import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Change, changeOf, listItems, MovingList } from "./list-item.ts";
import { answerOf, type PagedTool, pagedTools } from "./paged-tools.ts";

interface Run {
  count: number;
  every: number;
  limit: number;
  changes: Change[];
}

const runs = (...kinds: Change["kind"][]) =>
  fc.record({
    count: fc.integer({ min: 0, max: 150 }),
    every: fc.integer({ min: 1, max: 5 }),
    limit: fc.constantFrom(1, 5, 10, 25),
    changes: fc.array(changeOf(...kinds), { maxLength: 30 }),
  });

/** All hits of a search, page by page, with a change of the list before each request to Graph. */
async function searchAll(tool: PagedTool, { count, every, limit, changes }: Run) {
  const list = new MovingList(listItems(count, tool.findsAll ? 1 : every));
  const left = changes.values();
  const before = () => {
    for (const change of left.take(1)) list.change(change);
  };
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const answer = await answerOf(tool, () => list.items, { limit, cursor, before });
    ids.push(...answer.ids);
    cursor = answer.nextCursor;
    expect(ids.length).toBeLessThan(1_000);
  } while (cursor !== undefined);
  expect(ids, "none twice").toEqual([...new Set(ids)]);
  return { ids, untouched: list.untouched() };
}

describe("the answers of a search, from cursor to cursor,", () => {
  // proves W8
  it.each(pagedTools)("contain no hit twice while items are added, removed and moved: $name", async (tool) => {
    await fc.assert(
      fc.asyncProperty(runs("add", "remove", "move"), async (run) => {
        await searchAll(tool, run);
      }),
      { numRuns: 25 },
    );
  });

  it.each(pagedTools)("contain all untouched hits while items are added: $name", async (tool) => {
    await fc.assert(
      fc.asyncProperty(runs("add"), async (run) => {
        const { ids, untouched } = await searchAll(tool, run);
        expect(ids).toEqual(expect.arrayContaining(untouched));
      }),
      { numRuns: 25 },
    );
  });

  it.each(pagedTools.filter(({ name }) => name.startsWith("mail by filter")))(
    "contain all untouched hits while items are added, removed and moved: $name",
    async (tool) => {
      await fc.assert(
        fc.asyncProperty(runs("add", "remove", "move"), async (run) => {
          const { ids, untouched } = await searchAll(tool, run);
          expect(ids).toEqual(expect.arrayContaining(untouched));
        }),
        { numRuns: 60 },
      );
    },
  );
});

describe("mail sorted by time", () => {
  it.each([60, 350])("can be paged through %s messages that were received in the same second", async (count) => {
    const sameSecond = listItems(count).map((item, at) => ({ ...item, key: at / 1_000 }));
    const list = [...listItems(30).map((item) => ({ ...item, id: `other ${item.id}` })), ...sameSecond];
    for (const tool of pagedTools.filter(({ name }) => name.startsWith("mail by filter"))) {
      const ids: string[] = [];
      let cursor: string | undefined;
      do {
        const answer = await answerOf(tool, () => list, { limit: 25, cursor });
        ids.push(...answer.ids);
        cursor = answer.nextCursor;
        expect(answer.calls.length, "requests").toBeLessThanOrEqual(2);
      } while (cursor !== undefined);
      expect(ids.toSorted()).toEqual(list.map(({ id }) => id).toSorted());
    }
  });
});
