// proves P8

import { describe, expect, it } from "vitest";
import { ToolError } from "#common/errors.ts";
import type { ToolName } from "#common/tools/catalog.ts";
import { findHandler } from "#workers/tools/handlers.ts";
import type { GraphRequest } from "#workers/tools/tool-context.ts";
import { callInFull, toolsWithCursor } from "./call-tool.ts";
import { type FakeContextOptions, fakeContext } from "./fake-context.ts";

const limited = () => new ToolError("rate_limited", "slow down", { retryAfterSeconds: 7 });
const next = "https://graph.microsoft.com/v1.0/next";
const utc = (dateTime: string) => ({ dateTime, timeZone: "UTC" });

const message = { id: "m1", subject: "one", receivedDateTime: "2026-11-24T10:00:00Z" };
const event = { id: "e1", subject: "one", start: utc("2026-11-24T10:00:00"), end: utc("2026-11-24T11:00:00") };
const folder = {
  id: "f1",
  name: "one",
  folder: {},
  webUrl: "https://contoso.sharepoint.com/sites/a/one",
  parentReference: { driveId: "b!abc" },
};
const ownFile = { id: "f2", name: "one.txt", file: {}, webUrl: "https://contoso-my.sharepoint.com/personal/a/one.txt" };

const chat = { id: "19:a@thread.v2", topic: "one" };
const chatMessage = { id: "1", chatId: chat.id, createdDateTime: "2026-11-24T10:00:00Z" };

const list = (first: object) => () => ({ value: [first], "@odata.nextLink": next });

/** Microsoft Search with one hit a page, whose second page is refused. */
function ranking(resource: object, error: ToolError) {
  return (_path: string, { body }: GraphRequest & { body?: { requests: { from: number }[] } }) => {
    if (body?.requests[0]?.from !== 0) return error;
    const hits = [{ hitId: "f1", resource: { "@odata.type": "#microsoft.graph.driveItem", ...resource } }];
    return { value: [{ hitsContainers: [{ hits, total: 9, moreResultsAvailable: true }] }] };
  };
}

type Case = [tool: ToolName, input: object, options: (error: ToolError) => FakeContextOptions];
const inLists = (error: ToolError) => ({ pages: { [next]: error } });
const cases: Case[] = [
  ["outlook_email_search", { query: "one" }, (error) => ({ answers: list(message), ...inLists(error) })],
  [
    "outlook_calendar_search",
    { query: "one", afterDateTime: "2026-11-01", beforeDateTime: "2026-12-01" },
    (error) => ({ answers: list(event), ...inLists(error) }),
  ],
  [
    "sharepoint_search",
    { query: "one" },
    (error) => ({ scopes: ["Files.Read"], answers: list(ownFile), ...inLists(error) }),
  ],
  ["sharepoint_search", { query: "one" }, (error) => ({ answers: ranking(ownFile, error) })],
  ["sharepoint_folder_search", { name: "one" }, (error) => ({ answers: ranking(folder, error) })],
  ["chat_message_search", { query: "one" }, (error) => ({ answers: ranking(chatMessage, error) })],
  ["teams_list_chats", { query: "one" }, (error) => ({ answers: list(chat), ...inLists(error) })],
  [
    "teams_list_channel_messages",
    { teamId: "fbe2bf47-16c8-47cf-b4a5-4b9b187c508b", channelId: "19:a@thread.tacv2" },
    (error) => ({ answers: list({ id: "1" }), ...inLists(error) }),
  ],
];

const call = (name: ToolName, input: object, options: FakeContextOptions): Promise<Record<string, unknown>> =>
  callInFull(name, input, fakeContext(options));

describe("throttling in the middle of a search", () => {
  it("is tried with every tool that has a cursor", () => {
    expect([...new Set(cases.map(([name]) => name))].toSorted()).toEqual(toolsWithCursor.toSorted());
  });

  it.each(cases)("returns the hits so far and a cursor to continue with: %s %j", async (name, input, options) => {
    const output = await call(name, input, options(limited()));
    const found = Object.values(output).find(Array.isArray);
    expect(found).toHaveLength(1);
    expect(output).toMatchObject({
      moreResults: true,
      nextCursor: expect.any(String),
      incomplete: { reason: expect.stringContaining("go on with nextCursor in 7 seconds") },
    });
    const { nextCursor } = output;
    expect(findHandler(name)?.toBlocks(output as never)).toMatchObject([{ uri: expect.any(String) }, { nextCursor }]);
    const rest = await call(name, { ...input, cursor: output.nextCursor }, { ...options(limited()), pages: {} }).catch(
      (error: unknown) => error,
    );
    // Search has no pages of its own here: the cursor led to the place that was refused, and asked there again.
    if (rest instanceof ToolError) expect(rest.code).toBe("rate_limited");
    else expect(rest).toMatchObject({ moreResults: false });
  });

  it.each(cases)("is an error on the first page, as is any other error: %s %j", async (name, input, options) => {
    const gone = new ToolError("deadline_exceeded", "too late");
    await expect(call(name, input, options(gone))).rejects.toBe(gone);
    const first = limited();
    await expect(call(name, input, { ...options(limited()), answers: () => first })).rejects.toBe(first);
  });
});

it("an offset that one answer does not reach is kept by the cursor, here of the user's own OneDrive", async () => {
  const file = (at: number) => ({ ...ownFile, id: `f${at}`, name: `one ${at}.txt` });
  const page = (at: number) => ({
    value: Array.from({ length: 100 }, (_, index) => file(at * 100 + index)),
    ...(at < 8 && { "@odata.nextLink": `${next}/${at + 1}` }),
  });
  const pages = (link: string) => page(Number(link.split("/").at(-1)));
  const options = { scopes: ["Files.Read"], answers: () => page(0), pages };
  const asked = { query: "one", limit: 10 };
  const first = await call("sharepoint_search", { ...asked, offset: 800 }, options);
  expect(first).toMatchObject({ files: [], moreResults: true });
  expect(first, "an offset would begin again").not.toHaveProperty("nextOffset");
  const second = await call("sharepoint_search", { ...asked, cursor: first.nextCursor }, options);
  const expected = Array.from({ length: 10 }, (_, at) => ({ name: `one ${800 + at}.txt`, offset: 800 + at }));
  expect(second.files).toMatchObject(expected);
});
