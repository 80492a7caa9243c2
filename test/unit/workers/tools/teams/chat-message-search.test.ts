import { describe, expect, it } from "vitest";
import { ToolError } from "#common/errors.ts";
import { toolErrorOf } from "#test/support/tool-error-of.ts";
import { callsOf } from "../call-tool.ts";
import { fakeContext } from "../fake-context.ts";
import { channel, channelUri, chatWorld, hit, index, said, team, type WorldChat } from "./chat-world.ts";

const search = callsOf("chat_message_search", { detail: "full", query: "*" });

/** A context of these chats, whose Microsoft Search refuses every query. */
function refusing(error: ToolError, chats: readonly WorldChat[]) {
  const world = chatWorld(chats);
  return fakeContext({ answers: (path, request) => (path === "/search/query" ? error : world(path, request)) });
}

it.each([
  [{}, "sent>=2000-01-01"],
  [{ query: 'a OR "b c"', sender: "Ann Lee" }, '(a OR "b c") AND from:"Ann Lee"'],
  [{ sender: 'a" OR from:"b' }, 'from:"a OR from: b"'],
  [{ query: "from:bob hasAttachment:true" }, "from:bob hasAttachment:true"],
  [{ recipient: "bob@contoso.com" }, 'to:"bob@contoso.com"'],
  [{ query: "x", afterDateTime: "2026-11-01T00:00:00Z" }, "(x) AND sent>=2026-10-31"],
  [{ afterDateTime: "2026-11-01T00:00:00Z", beforeDateTime: "2026-11-05T10:00:00Z" }, "sent<=2026-11-06"],
  [{ query: "x sent>2026-01-01", beforeDateTime: "2026-11-05" }, "x sent>2026-01-01"],
])("chat_message_search asks Microsoft Search for 25 chat messages with %j as one text of KQL", async (input, kql) => {
  const asked = index({ hits: [] });
  const { effectiveQuery } = await search(input, asked.context);
  expect(asked.bodies).toEqual([{ entityTypes: ["chatMessage"], query: { queryString: kql }, from: 0, size: 25 }]);
  expect(effectiveQuery).toMatchObject({ kql });
});

describe("chat_message_search answers from Microsoft Search", () => {
  it("within the exact range, by the time a message was written", async () => {
    const hits = Array.from({ length: 60 }, (_, at) => hit(200 - at));
    const { context } = index({ hits });
    const range = { afterDateTime: "2026-11-24T02:31:00Z", beforeDateTime: "2026-11-24T02:34:00Z" };
    const { messages, moreResults, incomplete } = await search(range, context);
    expect(messages.map(({ createdDateTime }) => createdDateTime)).toEqual([
      "2026-11-24T02:33Z",
      "2026-11-24T02:32Z",
      "2026-11-24T02:31Z",
    ]);
    expect({ moreResults, incomplete }).toEqual({ moreResults: false, incomplete: undefined });
  });

  it("with the number of matches examined if few of them are hits", async () => {
    const { context } = index({ hits: Array.from({ length: 300 }, (_, at) => hit(400 - at)) });
    const { messages, moreResults, incomplete } = await search({ beforeDateTime: "2026-11-24T01:00:00Z" }, context);
    expect(messages).toEqual([]);
    expect(moreResults).toBe(true);
    expect(incomplete?.reason).toContain("100 matches were looked through");
  });

  it("with the texts of the first ten hits, read in one round trip", async () => {
    const hits = Array.from({ length: 25 }, (_, at) => hit(200 - at));
    const { context } = index({
      hits,
      below: (path) => {
        const id = path.split("/").at(-1) ?? "";
        return said((Number(id) - Date.parse("2026-11-24T00:00:00Z")) / 60_000, `${"long ".repeat(300)}${id}`);
      },
    });
    const { messages } = await search({ limit: 25 }, context);
    expect(messages.filter(({ text }) => text !== undefined)).toHaveLength(10);
    expect(messages[0]).toMatchObject({ summary: "...word here...", text: expect.stringMatching(/^long .{900,}…$/) });
    expect(context.together).toEqual([10]);
    expect(context.calls).toHaveLength(11);
  });

  it("with the texts of the first ten hits, read while another page is searched", async () => {
    const hits = Array.from({ length: 40 }, (_, at) => (at % 5 === 0 ? { hitId: `${at}` } : hit(200 - at)));
    const { context, bodies } = index({ hits, below: () => said(100, "the text") });
    const { post, getTogether } = context.graph;
    const reading = Promise.withResolvers<void>();
    context.graph.getTogether = (reads) => {
      reading.resolve();
      return getTogether(reads);
    };
    context.graph.post = async (request, schema) => {
      if (bodies.length === 1) await reading.promise;
      return await post(request, schema);
    };
    const { messages } = await search({ limit: 25 }, context);
    expect(messages).toHaveLength(25);
    expect([bodies.length, context.together]).toEqual([2, [10]]);
  });

  it("with the place of each message, however Graph tells it", async () => {
    const link = (root: string, id: string) =>
      `https://teams.microsoft.com/l/message/${encodeURIComponent(channel)}/${id}?groupId=${team}&tenantId=x&` +
      `parentMessageId=${root}`;
    const id = (minute: number) => said(minute, "").id;
    const channelIdentity = { teamId: team, channelId: channel };
    const { context } = index({
      hits: [
        hit(9, { chatId: undefined, channelIdentity, webUrl: link(id(9), id(9)) }),
        hit(8, { chatId: undefined, channelIdentity: {}, webUrl: link(id(1), id(8)) }),
        hit(7, { chatId: channel, channelIdentity: {}, webLink: "https://outlook.office365.com/owa/?ItemID=AAMk" }),
        hit(6, { channelIdentity: {}, webUrl: "javascript:alert(1)" }),
        hit(5, { chatId: "../me", channelIdentity: null }),
      ],
    });
    const { messages } = await search({}, context);
    expect(messages.map(({ uri }) => uri)).toEqual([
      `${channelUri}/${id(9)}`,
      `${channelUri}/${id(1)}/replies/${id(8)}`,
      undefined,
      `teams:///chats/19%3Aa%40thread.v2/messages/${id(6)}`,
      undefined,
    ]);
    expect(messages[1]).toMatchObject({ chatUri: channelUri, channelIdentity });
  });

  it("in the chat that stands in place of a channel, where Graph names no chat", async () => {
    const { context } = index({
      hits: [hit(1, { chatId: undefined, channelIdentity: { channelId: "19:a@thread.v2" } })],
      below: () => said(1, "x"),
    });
    const { messages, incomplete } = await search({}, context);
    expect(messages[0]).toMatchObject({ chatId: "19:a@thread.v2", summary: "x" });
    expect(messages[0]?.uri).toBe(`teams:///chats/19%3Aa%40thread.v2/messages/${said(1, "").id}`);
    expect(incomplete).toBeUndefined();
  });

  it("with senders in either form, internal or external, in clean text", async () => {
    const from = (name: string, address: string) => ({ from: { emailAddress: { name, address } } });
    const { context } = index({
      hits: [
        hit(4, { ...from("Eve\u202e ![x](https://evil.example)", "eve@evil.example"), subject: "Pay\u200b now" }),
        hit(3, from("Ann", "ann@contoso.com")),
        hit(2, { from: { user: { displayName: "Bob" } } }),
        hit(1, { from: { application: { displayName: "Bot" } } }),
      ],
    });
    const { messages } = await search({}, context);
    expect(messages.map(({ from: sender, external }) => ({ ...sender, external }))).toEqual([
      { displayName: "Eve ! [x](https://evil.example)", email: "eve@evil.example", external: true },
      { displayName: "Ann", email: "ann@contoso.com", external: false },
      { displayName: "Bob", external: undefined },
      { displayName: "Bot", type: "application", external: undefined },
    ]);
    expect(messages[0]).toMatchObject({ subject: "Pay now" });
  });

  it("with a deleted message marked as such, without its text", async () => {
    const { context } = index({
      hits: [hit(4)],
      below: () => ({ ...said(4, "secret"), deletedDateTime: "2026-11-24T10:00:00Z" }),
    });
    const { messages } = await search({}, context);
    expect(messages).toMatchObject([{ deleted: true, summary: "" }]);
  });

  it("from recent chats instead, in all answers, if Microsoft Search refuses the account", async () => {
    const chats = Array.from({ length: 20 }, (_, at) => ({ id: `19:c${at}@thread.v2`, messages: [said(at, "x")] }));
    const context = refusing(new ToolError("forbidden", "guests can't search"), chats);
    const first = await search({ limit: 12 }, context);
    expect(first.messages).toHaveLength(12);
    expect(first.incomplete?.reason).toMatch(/^Microsoft Search refuses this account/);
    expect(first.incomplete?.missingScopes).toBeUndefined();
    const second = await search({ limit: 12, cursor: first.nextCursor }, context);
    expect(second.messages).toHaveLength(8);
    expect(context.calls.filter(({ method }) => method === "POST")).toHaveLength(1);
  });

  it.each([
    ["is unknown", "not_found", "budget"],
    ["is not implemented", "unsupported_type", "budget"],
    ["refuses even a query of its own", "invalid_input", "budget"],
    ["refuses what has no query of the caller", "invalid_input", "*"],
  ] as const)("from recent chats if the search API %s", async (_what, code, query) => {
    const context = refusing(new ToolError(code, "no"), [{ id: "19:a@thread.v2", messages: [said(1, "The budget")] }]);
    const { messages, incomplete } = await search({ query }, context);
    expect(messages).toMatchObject([{ summary: "The budget" }]);
    expect(incomplete?.reason).toMatch(/^Microsoft Search is not available for chat messages/);
  });

  it("not at all if Microsoft Search dislikes the query, but would take another", async () => {
    const refused = new ToolError("invalid_input", "not this query");
    const { context } = index({ hits: [] });
    const { post } = context.graph;
    let asked = 0;
    context.graph.post = (request, schema) => {
      asked += 1;
      return asked === 1 ? Promise.reject(refused) : post(request, schema);
    };
    expect(await toolErrorOf(search({ query: "a NEAR(n=3) b" }, context))).toBe(refused);
    expect(asked).toBe(2);
  });

  it.each(["rate_limited", "unavailable", "claims_challenge"] as const)(
    "not at all if Microsoft Search dislikes the query, and then is %s",
    async (code) => {
      const context = fakeContext({});
      const answers = [new ToolError("invalid_input", "not this query"), new ToolError(code, "not now")];
      context.graph.post = () => Promise.reject(answers.shift());
      await expect(search({ query: "budget" }, context)).rejects.toMatchObject({ code });
      expect(context.calls).toEqual([]);
    },
  );
});
