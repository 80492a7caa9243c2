import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { runs } from "#test/support/property-runs.ts";
import { type Change, changeOf, listItems, MovingList } from "./list-item.ts";
import { answerOf, answersOf, type PagedTool, pagedTools } from "./paged-tools.ts";

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
  const ids = (await answersOf(tool, () => list.items, { limit, before })).flatMap((answer) => answer.ids);
  expect(ids, "none twice").toEqual([...new Set(ids)]);
  return { ids, untouched: list.untouched() };
}

const isMailByFilter = ({ name }: PagedTool) => name.startsWith("mail by filter");
const mailByFilter = pagedTools.filter(isMailByFilter);

describe("the answers of a search, from cursor to cursor,", () => {
  it.each(pagedTools)("contain no hit twice while items are added, removed and moved: $name", async (tool) => {
    const property = fc.asyncProperty(anyRun("add", "remove", "move"), async (run) => {
      const { ids, untouched } = await searchAll(tool, run);
      // Mail by filter goes on after the last time, so that nothing is passed over either.
      if (isMailByFilter(tool)) expect(ids).toEqual(expect.arrayContaining(untouched));
    });
    await fc.assert(property, { numRuns: runs(isMailByFilter(tool) ? 50 : 25) });
  });

  it.each(pagedTools)("contain all untouched hits while items are added: $name", async (tool) => {
    const property = fc.asyncProperty(anyRun("add"), async (run) => {
      const { ids, untouched } = await searchAll(tool, run);
      expect(ids).toEqual(expect.arrayContaining(untouched));
    });
    await fc.assert(property, { numRuns: runs(25) });
  });
});

// Of chats, channels and what is found by text in mail, only cursors go on.
const byOffset = pagedTools.filter(
  ({ name, tool }) => !tool.startsWith("teams_") && !name.startsWith("mail by search"),
);
it.each(byOffset)("an answer by nextOffset is the one by the cursor: $name", async (tool) => {
  const list = () => listItems(23);
  const [first, byCursor] = await answersOf(tool, list, { limit: 10 });
  const offset = first?.nextOffset ?? Number.NaN;
  expect(offset).toBe(10);
  const { ids, offsets } = await answerOf(tool, list, { limit: 10, offset });
  expect(ids).toEqual(byCursor?.ids);
  expect(offsets).toEqual(ids.map((_, at) => 10 + at));
});

describe("mail sorted by time", () => {
  it.each([60, 350])("can be paged through %s messages that were received in the same second", async (count) => {
    const sameSecond = listItems(count).map((item, at) => ({ ...item, key: at / 1_000 }));
    const list = [...listItems(30).map((item) => ({ ...item, id: `other ${item.id}` })), ...sameSecond];
    for (const tool of mailByFilter) {
      const answers = await answersOf(tool, () => list, { limit: 25 });
      expect(answers.flatMap(({ ids }) => ids).toSorted()).toEqual(list.map(({ id }) => id).toSorted());
      expect(Math.max(...answers.map(({ calls }) => calls.length)), "requests").toBeLessThanOrEqual(2);
    }
  });

  it.each([10, 24])("can be paged through one second if Graph gives at most %s messages a page", async (most) => {
    const list = listItems(60).map((item, at) => ({ ...item, key: at / 1_000 }));
    for (const tool of mailByFilter) {
      const small = withPages(tool, (asked) => Math.min(asked, most));
      const answers = await answersOf(small, () => list, { limit: 25 });
      expect(answers.flatMap(({ ids }) => ids).toSorted()).toEqual(list.map(({ id }) => id).toSorted());
      expect(Math.max(...answers.map(({ calls }) => calls.length))).toBeLessThanOrEqual(6);
    }
  });

  it("continues after its offset if Graph gives more messages a page than requested", async () => {
    const list = listItems(60).map((item, at) => ({ ...item, key: at / 1_000 }));
    for (const tool of mailByFilter) {
      const large = withPages(tool, (asked) => asked + 15);
      const answers = await answersOf(large, () => list, { limit: 10, offset: 20 });
      const all = tool.name.includes("oldest") ? list : list.toReversed();
      expect(answers.flatMap(({ ids }) => ids)).toEqual(all.slice(20).map(({ id }) => id));
    }
  });
});

it.each(pagedTools)("a list whose last page links to itself ends if that page is empty: $name", async (tool) => {
  const list = listItems(130).map((item, at) => ({ ...item, key: at / 1_000 }));
  const expected = await answersOf(tool, () => list, { limit: 25 });
  const answers = await answersOf(withEndlessEnd(tool), () => list, { limit: 25 });
  expect(answers.flatMap(({ ids }) => ids)).toEqual(expected.flatMap(({ ids }) => ids));
  expect(answers.length).toBeLessThanOrEqual(expected.length + 1);
});

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
