import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { runs } from "#test/support/property-runs.ts";
import { type Change, changeOf, type ListItem, listItems, MovingList } from "./list-item.ts";
import { type Answer, answerOf, type PagedTool, pagedTools } from "./paged-tools.ts";

interface Run {
  count: number;
  every: number;
  limit: number;
  changes: Change[];
}

const anyRun = (...kinds: Change["kind"][]) =>
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
  it.each(pagedTools)("contain no hit twice while items are added, removed and moved: $name", async (tool) => {
    await fc.assert(
      fc.asyncProperty(anyRun("add", "remove", "move"), async (run) => {
        await searchAll(tool, run);
      }),
      { numRuns: runs(50) },
    );
  });

  it.each(pagedTools)("contain all untouched hits while items are added: $name", async (tool) => {
    await fc.assert(
      fc.asyncProperty(anyRun("add"), async (run) => {
        const { ids, untouched } = await searchAll(tool, run);
        expect(ids).toEqual(expect.arrayContaining(untouched));
      }),
      { numRuns: runs(50) },
    );
  });

  it.each(pagedTools.filter(({ name }) => name.startsWith("mail by filter")))(
    "contain all untouched hits while items are added, removed and moved: $name",
    async (tool) => {
      await fc.assert(
        fc.asyncProperty(anyRun("add", "remove", "move"), async (run) => {
          const { ids, untouched } = await searchAll(tool, run);
          expect(ids).toEqual(expect.arrayContaining(untouched));
        }),
        { numRuns: runs(100) },
      );
    },
  );
});

const mailByFilter = pagedTools.filter(({ name }) => name.startsWith("mail by filter"));

describe("mail sorted by time", () => {
  it.each([60, 350])("can be paged through %s messages that were received in the same second", async (count) => {
    const sameSecond = listItems(count).map((item, at) => ({ ...item, key: at / 1_000 }));
    const list = [...listItems(30).map((item) => ({ ...item, id: `other ${item.id}` })), ...sameSecond];
    for (const tool of mailByFilter) {
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

  it.each([10, 24])("can be paged through one second if Graph gives at most %s messages a page", async (most) => {
    const list = listItems(60).map((item, at) => ({ ...item, key: at / 1_000 }));
    for (const tool of mailByFilter) {
      const answers = await answersOf(
        withPages(tool, (asked) => Math.min(asked, most)),
        list,
        { limit: 25 },
      );
      expect(answers.flatMap(({ ids }) => ids).toSorted()).toEqual(list.map(({ id }) => id).toSorted());
      expect(Math.max(...answers.map(({ calls }) => calls.length))).toBeLessThanOrEqual(6);
    }
  });

  it("continues after its offset if Graph gives more messages a page than requested", async () => {
    const list = listItems(60).map((item, at) => ({ ...item, key: at / 1_000 }));
    for (const tool of mailByFilter) {
      const answers = await answersOf(
        withPages(tool, (asked) => asked + 15),
        list,
        { limit: 10, offset: 20 },
      );
      const all = tool.name.includes("oldest") ? list : list.toReversed();
      expect(answers.flatMap(({ ids }) => ids)).toEqual(all.slice(20).map(({ id }) => id));
    }
  });
});

describe("a list whose last page links to itself", () => {
  it.each(pagedTools)("ends if that page is empty: $name", async (tool) => {
    const list = listItems(130).map((item, at) => ({ ...item, key: at / 1_000 }));
    const expected = await answersOf(tool, list, { limit: 25 });
    const answers = await answersOf(withEndlessEnd(tool), list, { limit: 25 });
    const hitsOf = (all: readonly Answer[]) => all.flatMap(({ ids }) => ids);
    expect(hitsOf(answers)).toEqual(hitsOf(expected));
    expect(answers.length).toBeLessThanOrEqual(expected.length + 1);
  });
});

/** All answers of a search in a list that stands still. */
async function answersOf(tool: PagedTool, list: readonly ListItem[], asked: { limit: number; offset?: number }) {
  const answers: Answer[] = [];
  const { limit } = asked;
  let paging: Parameters<typeof answerOf>[2] | undefined = asked;
  while (paging !== undefined) {
    const answer = await answerOf(tool, () => list, paging);
    answers.push(answer);
    expect(answers.length, "answers").toBeLessThan(50);
    paging = answer.nextCursor === undefined ? undefined : { limit, cursor: answer.nextCursor };
  }
  return answers;
}

/** The tool with a Graph that gives pages of another size than requested. */
function withPages(tool: PagedTool, sizeOf: (asked: number) => number): PagedTool {
  return {
    ...tool,
    graphOf(list) {
      const graph = tool.graphOf(list);
      return {
        ...graph,
        answers: (path, request) =>
          graph.answers?.(path, { ...request, query: { ...request.query, $top: sizeOf(Number(request.query?.$top)) } }),
      };
    },
  };
}

/** The tool with a Graph whose last page links to an empty page, which links to itself. */
function withEndlessEnd(tool: PagedTool): PagedTool {
  const end = "https://graph.example/v1.0/end";
  const linked = (page: unknown) =>
    page instanceof Object && "value" in page ? { "@odata.nextLink": end, ...page } : page;
  return {
    ...tool,
    graphOf(list) {
      const { answers, pages } = tool.graphOf(list);
      return {
        answers: (path, request) => linked(answers?.(path, request)),
        pages: (link) => linked(link === end || typeof pages !== "function" ? { value: [] } : pages(link)),
      };
    },
  };
}
