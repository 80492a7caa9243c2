import { createSecretKey, randomBytes } from "node:crypto";
import { describe, expect, it, test } from "vitest";
import { catalog } from "#common/tools/catalog.ts";
import { maxCursorLength } from "#common/tools/schemas/cursor-parameter.ts";
import { createCursors } from "#workers/cursor.ts";
import { listItems } from "./list-item.ts";
import { answerOf, pagedTools } from "./paged-tools.ts";

const caller = {
  tenantId: "aaaaaaaa-0000-4000-8000-000000000000",
  userId: "bbbbbbbb-0000-4000-8000-000000000000",
  clientId: "cccccccc-0000-4000-8000-000000000000",
  scopes: ["access_as_user"],
  expiresAtSeconds: 0,
  understandsClaims: false,
};
const cursorFor = (tool: string) =>
  createCursors([{ id: "a", key: createSecretKey(randomBytes(32)) }], Date.now)(caller, tool);

const asked = { query: "one" };
const shown = {};
/** The content of cursors before they had a version. */
const formerStates: Record<string, object> = {
  outlook_email_search: {
    asked,
    query: { order: "newest", shown },
    limit: 10,
    handedOut: 10,
    position: { link: "https://graph.microsoft.com/v1.0/me/messages?$skip=10", done: 0, listed: 10, toSkip: 0 },
  },
  outlook_calendar_search: {
    asked,
    query: { terms: [], afterMs: 0, beforeMs: 1, order: "oldest", todayMs: 0, zone: "UTC", shown },
    handedOut: 10,
    position: { segment: 0, done: 10, lastId: "x", toSkip: 0 },
  },
  sharepoint_search: { asked, query: { kql: "one", shown }, from: 10 },
  sharepoint_folder_search: { asked, from: 10 },
  chat_message_search: { asked, query: { kql: "one", shown }, from: 10 },
  // These are newer than the versions of cursors.
  teams_list_chats: { asked, from: 10 },
  teams_list_channel_messages: { asked, from: 10 },
};

/** All tools but `read_resource`, whose cursor goes on in a text. */
const toolsWithCursor = catalog.flatMap(({ name, inputSchema }) =>
  "cursor" in inputSchema.shape && name !== "read_resource" ? [name] : [],
);

test("every tool with a cursor is tried with lists that change", () => {
  expect([...new Set(pagedTools.map(({ tool }) => tool))].toSorted()).toEqual(toolsWithCursor.toSorted());
});

describe("the cursor of", () => {
  it.each(pagedTools)("$name is refused with advice if it was made by an earlier version", async (tool) => {
    const cursor = cursorFor(tool.tool);
    const former = cursor.seal(formerStates[tool.tool]);
    await expect(answerOf(tool, () => [], { limit: 10, cursor: former, cursors: cursor })).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringMatching(/^cursor: .*another version of this server\. Search again without it\.$/),
    });
  });

  it.each(pagedTools)("$name stays short enough to be copied, even after many answers", async (tool) => {
    const cursors = cursorFor(tool.tool);
    const list = listItems(400).map((item) => ({ ...item, id: `${item.id}${"AAMkAGI2".repeat(18)}` }));
    let longest = 0;
    let cursor: string | undefined;
    do {
      const answer = await answerOf(tool, () => list, { limit: 25, cursor, cursors });
      cursor = answer.nextCursor;
      longest = Math.max(longest, cursor?.length ?? 0);
    } while (cursor !== undefined);
    expect(longest).toBeGreaterThan(1_000);
    expect(longest).toBeLessThan(maxCursorLength / 4);
  });

  it("a search whose parameters are too long for one is refused with advice", () => {
    const cursor = cursorFor("outlook_email_search");
    expect(() => cursor.seal(randomBytes(maxCursorLength).toString("hex"))).toThrow(
      expect.objectContaining({ code: "invalid_input", message: expect.stringContaining("Shorten its query") }),
    );
  });
});
