import { createSecretKey, randomBytes } from "node:crypto";
import { describe, expect, it, test } from "vitest";
import { z } from "zod";
import { maxCursorLength } from "#common/tools/schemas/parameters.ts";
import { refusedAs } from "#test/support/tool-error-of.ts";
import { somebodyWithIds } from "#test/unit/call-fixture.ts";
import { createCursors } from "#workers/cursor.ts";
import { toolsWithCursor } from "../call-tool.ts";
import { listItems } from "./list-item.ts";
import { answerOf, answersOf, pagedTools } from "./paged-tools.ts";

const cursorFor = (tool: string) =>
  createCursors([{ id: "a", key: createSecretKey(randomBytes(32)) }], Date.now)(somebodyWithIds, tool);

/** A state as cursors of an earlier version had it. */
const formerSchema = z.object({ asked: z.record(z.string(), z.string()), from: z.number() });
const former = { asked: { query: "one" }, from: 10 };

test("every tool with a cursor is tried with lists that change", () => {
  expect([...new Set(pagedTools.map(({ tool }) => tool))].toSorted()).toEqual(toolsWithCursor.toSorted());
});

describe("the cursor of", () => {
  it.each(pagedTools)("$name is refused with advice if it was made by an earlier version", async (tool) => {
    const cursor = cursorFor(tool.tool);
    const sealed = cursor.seal(former, formerSchema);
    await expect(answerOf(tool, () => [], { limit: 10, cursor: sealed, cursors: cursor })).rejects.toEqual(
      refusedAs("invalid_input", /^cursor: .*another version of this server\. Search again without it\.$/),
    );
  });

  it.each(pagedTools)("$name stays short enough to be copied, even after many answers", async (tool) => {
    const cursors = cursorFor(tool.tool);
    const list = listItems(400).map((item) => ({ ...item, id: `${item.id}${"AAMkAGI2".repeat(18)}` }));
    const answers = await answersOf(tool, () => list, { limit: 25, cursors });
    const longest = Math.max(...answers.map(({ nextCursor }) => nextCursor?.length ?? 0));
    expect(longest).toBeGreaterThan(80);
    expect(longest).toBeLessThan(maxCursorLength / 7);
  });

  const byWords = pagedTools.filter(({ tool }) => tool !== "teams_list_channel_messages");
  it.each(byWords)("$name is refused with other words than those that it was made for", async (tool) => {
    const { nextCursor } = await answerOf(tool, () => listItems(30), { limit: 10 });
    const words = tool.tool === "sharepoint_folder_search" ? "name" : "query";
    const asked = { limit: 10, cursor: nextCursor };
    await expect(answerOf({ ...tool, input: { [words]: "other" } }, () => listItems(30), asked)).rejects.toEqual(
      refusedAs("invalid_input", `${words} was different`),
    );
  });

  it("a search whose parameters are too long for one is refused with advice", () => {
    const cursor = cursorFor("outlook_email_search");
    expect(() => cursor.seal(randomBytes(maxCursorLength).toString("hex"), z.string())).toThrow(
      refusedAs("invalid_input", "Shorten its query"),
    );
  });
});
