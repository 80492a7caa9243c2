import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ToolError } from "#common/errors.ts";
import { searchTool } from "#gateway/composites/search-tool.ts";
import { withoutAutoFetch } from "#workers/text/clean-text.ts";
import { compositeGateway, type Played, policiesWithTools } from "./composite-gateway.ts";

beforeEach(() => void vi.useFakeTimers({ now: 1_000 }));
afterEach(() => void vi.useRealTimers());

const query = { query: "budget" };
const search = (answers: Record<string, Played>) => compositeGateway({ answers }).call("search", query);
const everyTool = searchTool.tools.map(({ name }) => name);

const link = "https://people.example/1";
const hit = (uri: string, subject: string) => ({ uri, subject, webLink: link, webUrl: link });
const at = (day: number) => `2026-11-${day}T08:00:00Z`;

const mails = (...ids: string[]) => ({
  messages: ids.map((id) => ({ uri: `mail:///messages/${id}`, subject: id, webLink: `https://mail.example/${id}` })),
});
const files = (...ids: string[]) => ({
  files: ids.map((id) => ({
    uri: `file:///drive/${id}`,
    kind: "file",
    name: id,
    webUrl: `https://files.example/${id}`,
  })),
});

describe("a search", () => {
  test("queues one job for each tool, with ids of their own, for the person who asks", async () => {
    const gateway = compositeGateway();
    await gateway.call("search", query);
    expect(gateway.asked()).toEqual(everyTool);
    const ids = gateway.queued.map(({ call }) => call.requestId);
    expect(new Set(ids).size).toBe(everyTool.length);
    for (const { call, input, userAssertion } of gateway.queued) {
      expect(call.caller.userId).toBe("22222222-2222-2222-2222-222222222222");
      expect(userAssertion).toBe("assertion");
      expect(input).toMatchObject(query);
    }
    expect(new Set(gateway.queued.map(({ workload }) => workload))).toEqual(
      new Set(["search", "outlook", "teams", "files"]),
    );
  });

  test("gives results rank by rank, so that no kind stands behind all of another", async () => {
    const answers = { outlook_email_search: mails("m1", "m2", "m3"), sharepoint_search: files("f1", "f2") };
    const { results } = await search(answers);
    expect((results as { title: string }[]).map(({ title }) => title)).toEqual(["f1", "m1", "f2", "m2", "m3"]);
  });

  test("gives at most 20 results", async () => {
    const many = Array.from({ length: 10 }, (_, at) => `n${at}`);
    const answers = {
      outlook_email_search: mails(...many),
      sharepoint_search: files(...many),
      tasks_search: { tasks: many.map((id) => ({ uri: `todo:///lists/l/tasks/${id}`, title: id })) },
    };
    const { results } = await search(answers);
    expect(results).toHaveLength(20);
  });

  test.each<[tool: string, list: string, hit: Record<string, unknown>, result: object]>([
    [
      "sharepoint_search",
      "files",
      { uri: "page:///s", kind: "page", name: "Home.aspx", title: "Welcome", webUrl: "https://s.example" },
      { title: "Welcome", url: "https://s.example" },
    ],
    [
      "outlook_email_search",
      "messages",
      { ...hit("mail:///a", "Arrival"), senderName: "Daniel", sender: "d@port.example", receivedDateTime: at(20) },
      { title: "Arrival · Daniel · 2026-11-20", url: link },
    ],
    [
      "chat_message_search",
      "messages",
      { ...hit("teams:///c", ""), summary: "It is there", from: { displayName: "Hana" }, createdDateTime: at(19) },
      { title: "It is there · Hana · 2026-11-19", url: link },
    ],
    [
      "outlook_calendar_search",
      "events",
      { ...hit("calendar:///e", "Weekly"), organizerName: "Yuki", start: { dateTime: at(28), timeZone: "Asia/Tokyo" } },
      { title: "Weekly · Yuki · 2026-11-28", url: link },
    ],
    [
      "onenote_search",
      "pages",
      { uri: "onenote:///n", title: "Minutes", notebook: "Team" },
      { title: "Minutes · Team", url: "" },
    ],
    [
      "tasks_search",
      "tasks",
      { uri: "planner:///t", title: "Clear customs", list: "Kyoto", due: "2026-12-01" },
      { title: "Clear customs · Kyoto · due 2026-12-01", url: "" },
    ],
  ])(
    "makes a result of a hit of %s, with the uri as its id and the link for people",
    async (tool, list, found, result) => {
      const { results } = await search({ [tool]: { [list]: [found] } });
      expect(results).toEqual([{ id: found.uri, ...result }]);
    },
  );

  test("joins no two names to what would load by itself when a client renders them", async () => {
    const pieces = ["look!", "[x](https://evil.example/a.png)", "a <", "img src=https://evil.example/a.png>", "![a](<"];
    const messages = pieces.flatMap((subject) =>
      pieces.map((senderName) => ({ uri: "mail:///messages/a", subject, senderName })),
    );
    const inert = messages.filter(({ subject, senderName }) =>
      [subject, senderName].every((text) => withoutAutoFetch(text) === text),
    );
    const { results } = await search({ outlook_email_search: { messages: inert } });
    expect(results).toHaveLength(inert.length);
    for (const { title } of results as { title: string }[]) expect(withoutAutoFetch(title)).toBe(title);
  });

  test("names the sender of a mail, whatever its subject says", async () => {
    const subject = "Col·lecció · Kenji Tanaka ·2026-11-24";
    const forged = { uri: "mail:///messages/a", subject, senderName: "Eve" };
    const { results } = await search({ outlook_email_search: { messages: [forged] } });
    expect(results).toMatchObject([{ title: "Col·lecció - Kenji Tanaka - 2026-11-24 · Eve" }]);
  });

  test("leaves out what can't be fetched, and gives all else of a hit that lacks something", async () => {
    const answers = {
      chat_message_search: {
        messages: [
          { id: "1", summary: "lost" },
          { uri: "teams:///x", from: 7 },
        ],
      },
    };
    expect(await search(answers)).toEqual({
      results: [{ id: "teams:///x", title: "(no title)", url: "" }],
    });
  });
});

describe("what a search leaves out", () => {
  test("is told in words, with missing permissions: what failed, and what parts say themselves", async () => {
    const answers = {
      outlook_email_search: mails("m1"),
      chat_message_search: new ToolError("rate_limited", "Microsoft Teams is busy. Try again in 9 seconds."),
      onenote_search: { pages: [], incomplete: { reason: "Page bodies are not searched." } },
      tasks_search: new ToolError("permission_missing", "Reading tasks is blocked.", { missingScopes: ["Tasks.Read"] }),
    };
    const { results, incomplete } = await search(answers);
    expect(results).toHaveLength(1);
    expect(incomplete).toEqual({
      reason:
        "Teams messages: could not be searched. Microsoft Teams is busy. Try again in 9 seconds. | " +
        "titles of OneNote pages: Page bodies are not searched. | " +
        "tasks: could not be searched. Reading tasks is blocked.",
      missingScopes: ["Tasks.Read"],
    });
  });

  test("is what is not granted, for which nothing is queued", async () => {
    const gateway = compositeGateway({ granted: ["Mail.Read"] });
    const { incomplete } = await gateway.call("search", query);
    expect(gateway.asked()).toEqual(["outlook_email_search"]);
    expect(incomplete).toMatchObject({
      reason: expect.stringContaining(
        "calendar events: could not be searched. The organisation has not granted Calendars",
      ),
      missingScopes: expect.arrayContaining([
        "Sites.Read.All",
        "Calendars.Read",
        "Chat.Read",
        "Notes.Read",
        "Tasks.Read",
      ]),
    });
  });

  test("is nothing that the organisation has not enabled: its tools are neither called nor named", async () => {
    const policies = policiesWithTools("outlook_email_search", "tasks_search", "get_me");
    const gateway = compositeGateway({ policies });
    expect(await gateway.call("search", query)).toEqual({ results: [] });
    expect(gateway.asked()).toEqual(["outlook_email_search", "tasks_search"]);
    const usable = searchTool.tools.filter(({ name }) => gateway.asked().includes(name));
    expect(searchTool.describe(usable)).toContain("Searches email, tasks at once.");
  });

  test("is a part that refuses the query, while the others answer", async () => {
    const gateway = compositeGateway({ answers: { outlook_email_search: mails("m1") } });
    const { results, incomplete } = await gateway.call("search", { query: "x".repeat(300) });
    expect(results).toHaveLength(1);
    expect(incomplete).toMatchObject({
      reason: expect.stringMatching(/^titles of OneNote pages: could not be searched\. query: /),
    });
    expect(gateway.asked()).not.toContain("onenote_search");
  });

  test("is a part that does not answer in time: the call is answered before its own deadline", async () => {
    const gateway = compositeGateway({
      answers: { outlook_email_search: mails("m1"), chat_message_search: "silence" },
    });
    const answer = gateway.call("search", query);
    await vi.advanceTimersByTimeAsync(24_500);
    expect(await answer).toMatchObject({
      results: [{ title: "m1" }],
      incomplete: {
        reason: expect.stringContaining("Teams messages: could not be searched. Microsoft 365 did not answer"),
      },
    });
  });
});

describe("a search of which nothing works", () => {
  const allFail = (failure: (at: number) => ToolError) =>
    compositeGateway({ answers: Object.fromEntries(everyTool.map((name, at) => [name, failure(at)])) });

  test.each(["claims_challenge", "sign_in_required", "rate_limited", "unavailable", "deadline_exceeded"] as const)(
    "is answered by %s rather than by what no sign-in and no waiting cures",
    async (code) => {
      const gateway = allFail((at) => new ToolError(at === 3 ? code : "forbidden", "Failed."));
      await expect(gateway.call("search", query)).rejects.toMatchObject({ code });
    },
  );

  test("is refused in the words of the tools when nothing is granted", async () => {
    const refusal = new ToolError("permission_missing", "Reading files is blocked.");
    const gateway = compositeGateway({
      granted: [],
      answers: Object.fromEntries(everyTool.map((name) => [name, refusal])),
    });
    await expect(gateway.call("search", query)).rejects.toBe(refusal);
    expect(gateway.asked()).toEqual(everyTool);
  });

  test("is refused when the organisation has enabled none of its tools", async () => {
    const gateway = compositeGateway({ policies: policiesWithTools("read_resource") });
    await expect(gateway.call("search", query)).rejects.toMatchObject({
      code: "permission_missing",
      message: expect.stringContaining("has not enabled the tool search"),
    });
    expect(gateway.asked()).toEqual([]);
  });

  test.each([[{}], [{ query: " " }], [{ query: "a", limit: 3 }]])("is refused for the arguments %j", async (input) => {
    const gateway = compositeGateway();
    await expect(gateway.call("search", input)).rejects.toMatchObject({ code: "invalid_input" });
    expect(gateway.asked()).toEqual([]);
  });
});
