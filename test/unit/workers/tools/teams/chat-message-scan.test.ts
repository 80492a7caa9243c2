import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ToolError } from "#common/errors.ts";
import { runs } from "#test/support/property-runs.ts";
import { refusedAs, toolErrorOf } from "#test/support/tool-error-of.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { allAnswers, callsOf } from "../call-tool.ts";
import { type FakeContextOptions, fakeContext } from "../fake-context.ts";
import { chatWorld, crowd, members, said, type WorldChat, type WorldMessage } from "./chat-world.ts";

const scopes = ["Chat.Read", "Chat.ReadBasic"];
const search = callsOf("chat_message_search", { detail: "full", query: "*" });

function world(chats: readonly WorldChat[], options: FakeContextOptions & { pageSize?: number } = {}) {
  return fakeContext({ scopes, answers: chatWorld(chats, options.pageSize), userDomain: "contoso.com", ...options });
}

/** Chats with a message each, from oldest to newest. */
const numbered = (count: number): WorldChat[] =>
  Array.from({ length: count }, (_, at) => ({ id: `19:c${at}@thread.v2`, messages: [said(at, "x")] }));

const refusalOf = (input: Record<string, unknown>, context: ToolContext) => toolErrorOf(search(input, context));

const textsOf = ({ messages }: { messages: { summary: string }[] }) => messages.map(({ summary }) => summary);

/** All answers of a search, one after another. */
const allOf = (input: Record<string, unknown>, context: ToolContext) =>
  allAnswers(({ cursor }) => search(cursor === undefined ? input : { ...input, cursor, offset: undefined }, context));

describe("chat_message_search without ChannelMessage.Read.All", () => {
  it("asks for chats by their last message, and for messages by the same property as the order", async () => {
    const context = world([{ id: "19:a@thread.v2", members, messages: [said(1, "x")] }]);
    await search({ beforeDateTime: "2026-11-24T12:00:00Z" }, context);
    expect(context.calls.map(({ url }) => url)).toEqual([
      "/me/chats?$expand=members,lastMessagePreview&$orderby=lastMessagePreview/createdDateTime desc&$top=50",
      "/chats/19:a@thread.v2/messages?$top=50&$orderby=createdDateTime desc&$filter=createdDateTime lt " +
        "2026-11-24T12:00:00Z",
    ]);
    expect(context.calls.some(({ method }) => method === "POST")).toBe(false);
  });

  it("asks for the members of a chat of which the list has 25, to know a sender beyond them", async () => {
    const context = world([{ id: "19:a@thread.v2", members: [...crowd, ...members], messages: [said(1, "x")] }]);
    const { messages } = await search({ sender: "ann@fabrikam.example" }, context);
    expect(messages).toMatchObject([{ from: { email: "ann@fabrikam.example" } }]);
  });

  it.each(["forbidden", "not_found", "rate_limited"] as const)(
    "shows the senders' addresses of other chats if the members of one end %s",
    async (code) => {
      const membersError = new ToolError(code, "no members");
      const context = world([
        { id: "19:a@thread.v2", membersError, messages: [said(9, "newest")] },
        { id: "19:b@thread.v2", membersError, messages: [said(8, "newer")] },
        { id: "19:c@thread.v2", members, messages: [said(7, "older")] },
      ]);
      const { messages } = await search({}, context);
      expect(messages.map(({ from }) => from?.email)).toEqual([undefined, undefined, "ann@fabrikam.example"]);
    },
  );

  it("asks five times for more chats where their list goes in circles, and says that it goes on", async () => {
    const links = ["https://graph.microsoft.com/one", "https://graph.microsoft.com/two"];
    let listed = 0;
    const list = () => {
      listed += 1;
      if (listed > 20) return new Error("it never ends");
      const newest = { lastMessagePreview: { createdDateTime: "2026-11-24T12:00:00Z" } };
      return { value: [{ id: "19:a@thread.v2", ...newest }], "@odata.nextLink": links[listed % 2] };
    };
    const answers = (path: string) => (path === "/me/chats" ? list() : { value: [] });
    const context = fakeContext({ scopes, answers, pages: list });
    const { messages, searchInfo, nextCursor } = await search({ query: "budget" }, context);
    expect(listed).toBe(5);
    expect(context.calls.length).toBeLessThanOrEqual(5 + 15);
    expect([messages, searchInfo.stoppedBy, typeof nextCursor]).toEqual([[], "chats", "string"]);
  });

  it("skips as many hits as offset says, across answers", async () => {
    const messages = Array.from({ length: 900 }, (_, at) => said(at + 1, `number ${at}`));
    const context = world([{ id: "19:a@thread.v2", messages }]);
    const everything = (await allOf({ limit: 25 }, context)).flatMap(textsOf);
    expect(everything).toHaveLength(900);
    const answers = await allOf({ limit: 25, offset: 800 }, context);
    expect(answers[0]?.messages).toEqual([]);
    expect(answers.flatMap(textsOf)).toEqual(everything.slice(800));
  });

  it("gives hits that read_resource takes, with their sender, and says what is left out", async () => {
    const messages = [said(1, "The bud\u200bget", { subject: "S" })];
    expect(await search({}, world([{ id: "19:a@thread.v2", members, messages }]))).toEqual({
      messages: [
        {
          uri: "teams:///chats/19%3Aa%40thread.v2/messages/1795478460000",
          id: "1795478460000",
          chatId: "19:a@thread.v2",
          chatUri: "teams:///chats/19%3Aa%40thread.v2/messages",
          subject: "S",
          summary: "The budget",
          createdDateTime: "2026-11-24T00:01Z",
          from: { displayName: "Ann Lee", email: "ann@fabrikam.example" },
          external: true,
          importance: "normal",
        },
      ],
      moreResults: false,
      searchInfo: { method: "recent chats, one by one", coverage: { chatsListed: 1, chatsScanned: 1 }, chatsFailed: 0 },
      effectiveQuery: {},
      incomplete: {
        reason: "Only recent chats, scanned one by one, and no channels (needs ChannelMessage.Read.All).",
        missingScopes: ["ChannelMessage.Read.All"],
      },
    });
  });

  it("is not affected by a chat that can't be read", async () => {
    const context = world([
      { id: "19:a@thread.v2", messages: [said(3, "one")], error: new ToolError("forbidden", "no") },
      { id: "19:b@thread.v2", messages: [said(2, "two")], error: new Error("wrong shape") },
      { id: "19:c@thread.v2", messages: [said(1, "three")] },
    ]);
    const output = await search({}, context);
    expect(textsOf(output)).toEqual(["three"]);
    expect(output.searchInfo).toMatchObject({ coverage: { chatsListed: 3, chatsScanned: 1 }, chatsFailed: 2 });
    expect(output.incomplete?.reason).toContain("2 of the chats could not be read (forbidden, unreadable)");
  });

  it("tries a chat once more in the next answer if Microsoft 365 could not serve it", async () => {
    const error = new ToolError("unavailable", "");
    const down: WorldChat = { id: "19:b@thread.v2", messages: [said(2, "two")], error };
    const context = world([{ id: "19:a@thread.v2", messages: [said(3, "one")] }, down]);
    const output = await search({}, context);
    expect(textsOf(output)).toEqual(["one"]);
    expect(output).toMatchObject({ moreResults: true, searchInfo: { stoppedBy: "unavailable", chatsFailed: 1 } });
    expect(output.incomplete?.reason).toMatch(/\(unavailable\); nextCursor tries 1 of them once more\.$/);
    expect(output.incomplete?.reason).not.toContain("goes on with older messages");
    const without = await search({ cursor: output.nextCursor }, context);
    expect(without).toMatchObject({ messages: [], moreResults: false, searchInfo: { chatsFailed: 1 } });
    delete down.error;
    const rest = await search({ cursor: output.nextCursor }, context);
    expect(textsOf(rest)).toEqual(["two"]);
    expect(rest).toMatchObject({ moreResults: false, searchInfo: { coverage: { chatsListed: 2, chatsScanned: 2 } } });
  });

  it("comes to an end though chats fail for the first and the second time in one answer", async () => {
    const error = new ToolError("unavailable", "");
    const early: WorldChat = { id: "19:early@thread.v2", messages: [said(60, "x")], error };
    const late: WorldChat = { id: "19:late@thread.v2", messages: [said(-1, "x")], error };
    const answers = await allOf({ query: "absent" }, world([early, ...numbered(14), late]));
    expect(answers.at(-1)).toMatchObject({ messages: [], moreResults: false });
    expect(answers.reduce((sum, { searchInfo }) => sum + (searchInfo.chatsFailed ?? 0), 0)).toBe(4);
  });

  it("leaves a chat out that fails in two answers", async () => {
    const error = new ToolError("unavailable", "");
    const context = world([...numbered(40), { id: "19:down@thread.v2", messages: [said(50, "x")], error }]);
    const answers = await allOf({ query: "absent" }, context);
    expect(answers.map(({ searchInfo }) => searchInfo.chatsFailed)).toEqual([1, 1, 0]);
    expect(answers[1]?.incomplete?.reason).not.toContain("once more");
  });

  it("stops when Microsoft throttles it, returns the hits so far, and continues from there", async () => {
    const limited = new ToolError("rate_limited", "slow down", { retryAfterSeconds: 7 });
    const slow: WorldChat = { id: "19:b@thread.v2", messages: [said(2, "two")], error: limited };
    const context = world([{ id: "19:a@thread.v2", messages: [said(3, "one")] }, slow]);
    const output = await search({}, context);
    expect(textsOf(output)).toEqual(["one"]);
    expect(output).toMatchObject({ moreResults: true, searchInfo: { stoppedBy: "rate_limited", chatsFailed: 0 } });
    expect(output.incomplete?.reason).toContain("go on in 7 seconds");
    delete slow.error;
    const rest = await search({ cursor: output.nextCursor }, context);
    expect(textsOf(rest)).toEqual(["two"]);
    expect(rest).toMatchObject({ moreResults: false, searchInfo: { coverage: { chatsListed: 2, chatsScanned: 2 } } });
  });

  it("fails when nothing at all can be read", async () => {
    const limited = new ToolError("rate_limited", "slow down");
    const context = fakeContext({ scopes, answers: () => limited });
    expect(await refusalOf({}, context)).toBe(limited);
    const gone = new ToolError("unavailable", "down");
    expect(await refusalOf({}, world([{ id: "19:a@thread.v2", messages: [said(1, "x")], error: gone }]))).toBe(gone);
  });

  it("reads at most 15 chats for an answer, in two round trips, says so, and continues with the others", async () => {
    const context = world(numbered(40));
    const [first, ...rest] = await allOf({ query: "absent" }, context);
    expect(first).toMatchObject({
      messages: [],
      moreResults: true,
      searchInfo: { coverage: { chatsListed: 40, chatsScanned: 15 }, stoppedBy: "chats" },
    });
    expect(first?.incomplete?.reason).toContain("Read so far: 15 of 40 chats");
    expect(rest.at(-1)?.searchInfo.coverage).toEqual({ chatsListed: 40, chatsScanned: 40 });
    expect(context.together.slice(0, 2)).toEqual([5, 10]);
    expect(context.calls.filter(({ url }) => url.includes("/messages"))).toHaveLength(40);
  });

  it("does not read chats whose last message is older than what is asked for", async () => {
    const context = world([
      { id: "19:a@thread.v2", messages: [said(100, "new"), said(1, "old")] },
      { id: "19:b@thread.v2", messages: [said(2, "older")] },
    ]);
    const output = await search({ afterDateTime: "2026-11-24T01:00:00Z" }, context);
    expect(textsOf(output)).toEqual(["new"]);
    expect(output.searchInfo.coverage).toEqual({ chatsListed: 1, chatsScanned: 1 });
  });

  it("stops before the deadline of the call, and continues from there", async () => {
    const context = world(numbered(10));
    let nowMs = Date.parse("2026-11-24T10:00:00Z");
    context.now = () => (nowMs += 5_000);
    const [first, ...rest] = await allOf({ query: "x" }, context);
    expect(first).toMatchObject({ moreResults: true, searchInfo: { stoppedBy: "time" } });
    expect([first, ...rest].flatMap((answer) => answer?.messages ?? [])).toHaveLength(10);
  });

  it("lists chats alone with Chat.ReadBasic, and says that nothing was searched", async () => {
    const value = [{ id: "19:a@thread.v2", topic: "Launch", chatType: "group", members }];
    const answers = (path: string) => (path === "/me/chats" ? { value } : undefined);
    const context = fakeContext({ scopes: ["Chat.ReadBasic"], answers });
    const output = await search({ query: "budget" }, context);
    expect(context.calls.map(({ url }) => url)).toEqual(["/me/chats?$expand=members&$top=10"]);
    expect(output.chats?.[0]).not.toHaveProperty("hasMoreMembers");
    expect(output).toMatchObject({
      messages: [],
      chats: [{ chatUri: "teams:///chats/19%3Aa%40thread.v2/messages", topic: "Launch", members: [{}, {}] }],
      incomplete: { missingScopes: ["Chat.Read"], reason: expect.stringContaining("No condition was applied") },
    });
  });
});

describe("chats that are read one by one are searched by", () => {
  const bob = { from: { user: { id: "u-me", displayName: "Me Self" } } };
  const html = (content: string) => ({ body: { contentType: "html", content } });
  const chats: WorldChat[] = [
    {
      id: "19:two@unq.gbl.spaces",
      chatType: "oneOnOne",
      members,
      messages: [
        said(10, "The budget is final: 5.60", bob),
        said(9, "", html("<p>Is the bud<b>get</b> final&#33; &amp; done</p>")),
        said(8, "消防署の検査は来週です"),
        said(4, "The budget is final", { deletedDateTime: "2026-11-24T09:00:00Z" }),
        said(3, "The budget is final", { messageType: "systemEventMessage" }),
      ],
    },
    {
      id: "19:many@thread.v2",
      members: [...members, { userId: "u-zoe", displayName: "Zoe", email: "zoe@contoso.com" }],
      messages: [
        said(7, "Final offer", { from: { user: { id: "u-zoe", displayName: "Zoe" } } }),
        said(6, "See the drawing", { attachments: [{ contentType: "reference", name: "Power plan.txt" }] }),
        said(5, "hello", { mentions: [{ mentioned: { user: { id: "AAAAAAAA-0000-4000-8000-000000000001" } } }] }),
      ],
    },
  ];

  it.each([
    ["words, all of them, but for events and what was deleted", { query: "budget final" }, [10, 9]],
    ["words in text with markup", { query: '"final! & done"' }, [9]],
    ["phrases", { query: '"final offer"' }, [7]],
    ["either", { query: "drawing OR 検査" }, [8, 6]],
    ["AND before OR", { query: "hello OR budget AND 5.60" }, [10, 5]],
    ["NOT and minus", { query: "final NOT budget -nothing" }, [7]],
    ["groups", { query: "(hello OR drawing) AND NOT see" }, [5]],
    ["beginnings", { query: "draw*" }, [6]],
    ["names of attachments", { query: "power plan" }, [6]],
    ["hasAttachment:", { query: "hasAttachment:true" }, [6]],
    ["hasAttachment: and NOT", { query: "NOT hasattachment:no" }, [6]],
    ["from:", { query: "from:zoe" }, [7]],
    ["from: twice, which means either", { query: "from:zoe from:me@contoso.com" }, [10, 7]],
    ["from: of a group", { query: "from:(zoe OR me) final" }, [10, 7]],
    ["to: in chats of two", { query: "to:ann@fabrikam.example" }, [10]],
    ["mentions:", { query: "mentions:aaaaaaaa000040008000000000000001" }, [5]],
    ["sent:", { query: "sent>=2026-11-24T00:07:00Z sent" }, []],
    ["sent: a moment", { query: "sent>2026-11-24T00:08:00Z" }, [10, 9]],
    ["sent: a day", { query: "sent:2026-11-23" }, []],
    ["sent: after a day", { query: "sent>2026-11-24" }, []],
    ["sent: until a day, with it", { query: "sent<=2026-11-24 hello" }, [5]],
    ["sent: today", { query: "sent:today budget" }, [10, 9]],
    ["sent: a range", { query: "sent:2026-11-23..2026-11-24 hello" }, [5]],
    ["a sender's address", { sender: "ZOE@contoso.com" }, [7]],
    ["a sender's name", { sender: "lee ann" }, [9, 8, 6, 5]],
    ["a recipient, in chats of two", { recipient: "ann" }, [10]],
    ["a range of time", { afterDateTime: "2026-11-24T00:06:00Z", beforeDateTime: "2026-11-24T00:08:00Z" }, [7, 6]],
    ["everything together", { query: "final", sender: "me", recipient: "ann", afterDateTime: "today" }, [10]],
  ] as const)("%s", async (_what, input, minutes) => {
    const output = await search({ limit: 25, ...input }, world(chats));
    const start = Date.parse("2026-11-24T00:00:00Z");
    expect(output.messages.map(({ id }) => (Number(id) - start) / 60_000)).toEqual(minutes);
  });

  it.each([
    ["isread:false", /isread needs Microsoft Search/],
    ["budget NEAR(n=3) final", /NEAR\(n=3\) needs Microsoft Search/],
    ["hasattachment:maybe", /true or false/],
    ["sent:gibberish", /not understood as a date/],
    ["sent>2026-01-01 sent<2026-02-01", /second "sent"/],
    ["subject:x", /not a property of chat messages/],
  ])("nothing that can't be compared: %s", async (query, message) => {
    expect(await refusalOf({ query }, world(chats))).toEqual(refusedAs("invalid_input", message));
  });
});

describe("the answers of a scan, one after another,", () => {
  const messagesIn = fc.array(fc.integer({ min: 0, max: 2_000 }), { maxLength: 12 });
  const chatsOf = (plans: readonly number[][], textAt: (minute: number) => string) =>
    plans.map((minutes, at) => ({
      id: `19:c${at}@thread.v2`,
      messages: [...new Set(minutes)].map((minute) => said(minute, textAt(minute))),
    }));

  it("contain every match once and nothing else, each answer sorted newest first", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(messagesIn, { maxLength: 20 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 7 }),
        async (plans, limit, pageSize) => {
          const chats = chatsOf(plans, (minute) => (minute % 3 === 0 ? "wanted" : "other"));
          const answers = await allOf({ query: "wanted", limit }, world(chats, { pageSize }));
          const wanted = (message: WorldMessage, chat: string) =>
            JSON.stringify(message).includes("wanted") ? [`${chat} ${message.id}`] : [];
          const expected = chats.flatMap(({ id, messages }) => messages.flatMap((message) => wanted(message, id)));
          const found = answers.flatMap(({ messages }) => messages.map(({ chatId, id }) => `${chatId} ${id}`));
          expect(found.toSorted()).toEqual(expected.toSorted());
          for (const { messages } of answers) {
            expect(messages.length).toBeLessThanOrEqual(limit);
            const times = messages.map(({ id }) => Number(id));
            expect(times).toEqual(times.toSorted((one, other) => other - one));
          }
        },
      ),
      { numRuns: runs(200) },
    );
  });

  it("contain all untouched matches once, while messages are written and removed and chats change places", async () => {
    const change = fc.record({
      chat: fc.nat(),
      write: fc.option(fc.integer({ min: 2_001, max: 4_000 }), { nil: undefined }),
      remove: fc.option(fc.nat(), { nil: undefined }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(messagesIn, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 5 }),
        fc.array(change, { maxLength: 8 }),
        async (plans, limit, changes) => {
          const chats = chatsOf(plans, () => "wanted");
          const still = new Set(chats.flatMap(({ id, messages }) => messages.map((message) => `${id} ${message.id}`)));
          const context = world(chats, { pageSize: 3 });
          const found: string[] = [];
          let cursor: string | undefined;
          do {
            const answer = await search({ query: "wanted", limit, cursor }, context);
            found.push(...answer.messages.map(({ chatId, id }) => `${chatId} ${id}`));
            cursor = answer.nextCursor;
            for (const { chat: at, write, remove } of changes.splice(0, 1)) {
              const chat = chats[at % chats.length];
              if (chat === undefined) continue;
              const [removed] =
                remove === undefined ? [] : chat.messages.splice(remove % (chat.messages.length || 1), 1);
              if (removed) still.delete(`${chat.id} ${removed.id}`);
              if (write !== undefined) chat.messages.unshift(said(write, "wanted"));
            }
          } while (cursor !== undefined);
          expect(found, "none twice").toEqual([...new Set(found)]);
          expect(found).toEqual(expect.arrayContaining([...still]));
        },
      ),
      { numRuns: runs(200) },
    );
  });
});

it("any query that is accepted is answered, or refused with a reason that the caller can act on", async () => {
  const pieces = fc.constantFrom(
    ...["word", '"a phrase"', "AND", "OR", "NOT", "(", ")", "from:", "from:ann", "to:(", "sent>=2026-01-01", "sent:"],
    ...["hasAttachment:true", "mentions:x", "-no", "+yes", "-from:bob", "NEAR(n=2)", "*", "検査*", "IsRead:false"],
    ...["a:b", '"'],
  );
  const context = world([{ id: "19:a@thread.v2", members, messages: [said(1, "word of ann")] }]);
  await fc.assert(
    fc.asyncProperty(fc.array(pieces, { minLength: 1, maxLength: 9 }), async (words) => {
      const answer = await search({ query: words.join(" ") }, context).catch((error: unknown) => error);
      if (answer instanceof Error) expect(answer).toMatchObject({ name: "ToolError", code: "invalid_input" });
    }),
    { numRuns: runs(3_000) },
  );
});
