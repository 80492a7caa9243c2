import { describe, expect, it } from "vitest";
import { lacking } from "#test/support/tool-error-of.ts";
import { tokensOf } from "#workers/text/text-window.ts";
import { callsOf } from "../call-tool.ts";
import { type FakeContextOptions, fakeContext } from "../fake-context.ts";
import { crowd } from "./chat-world.ts";

const members = [
  { userId: "u-ann", displayName: "Ann Lee\u200b", email: "ann@fabrikam.example" },
  { userId: "u-me", displayName: "Me Self", email: "me@contoso.com" },
];
const writtenBy = (id: string) => ({ user: { id, displayName: "Somebody" } });
const last = {
  createdDateTime: "2026-11-24T10:00:00Z",
  messageType: "message",
  isDeleted: false,
  from: writtenBy("u-ann"),
  body: { contentType: "text", content: "See\nyou" },
};
const chat = { id: "19:a@thread.v2", chatType: "group", topic: "Launch\u200b", members, lastMessagePreview: last };
const readAt = (lastMessageReadDateTime: string | null) => ({ viewpoint: { lastMessageReadDateTime } });
const before = readAt("2026-11-24T09:59:59Z");

const world = (value: readonly object[], options: FakeContextOptions = {}) =>
  fakeContext({ scopes: ["Chat.Read"], answers: (path) => (path === "/me/chats" ? { value } : undefined), ...options });

const list = callsOf("teams_list_chats");

describe("teams_list_chats", () => {
  it("asks once for the chats with the newest messages, and gives each with a uri for read_resource", async () => {
    const updated = { lastUpdatedDateTime: "2026-01-01T00:00:00Z" };
    const context = world([{ ...chat, ...updated, ...before }], { timeZone: "Europe/Berlin" });
    const output = await list({ limit: 5 }, context);
    expect(context.calls.map(({ url }) => url)).toEqual([
      "/me/chats?$expand=members,lastMessagePreview&$orderby=lastMessagePreview/createdDateTime desc&$top=5",
    ]);
    expect(output).toEqual({
      chats: [
        {
          uri: "teams:///chats/19%3Aa%40thread.v2/messages",
          chatType: "group",
          topic: "Launch",
          members: [
            { displayName: "Ann Lee", email: "ann@fabrikam.example" },
            { displayName: "Me Self", email: "me@contoso.com" },
          ],
          lastMessageDateTime: "2026-11-24T11:00+01:00",
          lastMessage: { from: "Somebody", text: "See you" },
          unread: true,
        },
      ],
      moreResults: false,
    });
  });

  it.each<[string, object, boolean | undefined]>([
    ["written after the user has read", before, true],
    ["written when the user has read", readAt("2026-11-24T10:00:00Z"), false],
    ["the first ever, which nobody has read", readAt("0001-01-01T00:00:00Z"), true],
    ["of the user", { ...before, lastMessagePreview: { ...last, from: writtenBy("u-me") } }, false],
    ["not there", { ...before, lastMessagePreview: null }, false],
    ["in a chat without a viewpoint", { viewpoint: null }, undefined],
    ["in a chat of which Graph doesn't say when it was read", readAt(null), undefined],
    ["of an unknown time", { ...before, lastMessagePreview: { ...last, createdDateTime: null } }, undefined],
    ["deleted", { ...before, lastMessagePreview: { ...last, isDeleted: true } }, undefined],
    [
      "deleted or not, which Graph doesn't say",
      { ...before, lastMessagePreview: { ...last, isDeleted: null } },
      undefined,
    ],
    ["an event", { ...before, lastMessagePreview: { ...last, messageType: "unknownFutureValue" } }, undefined],
  ])("tells whether a chat is unread whose last message is %s", async (_what, more, unread) => {
    const { chats } = await list({}, world([{ ...chat, ...more }]));
    expect(chats[0]?.unread).toBe(unread);
  });

  it("says which chats the user has hidden, and of which there may be more members than it counts", async () => {
    const { chats } = await list({}, world([{ ...chat, members: crowd, viewpoint: { isHidden: true } }]));
    expect(chats[0]).toMatchObject({ hidden: true, memberCount: 25, hasMoreMembers: true });
    expect(chats[0]?.members).toHaveLength(6);
  });

  it.each<[string, object]>([
    ["was deleted", { isDeleted: true }],
    ["is an event", { messageType: "systemEventMessage" }],
    ["has no text", { body: null }],
  ])("gives no words of a last message that %s", async (_what, more) => {
    const { chats } = await list({}, world([{ ...chat, lastMessagePreview: { ...last, ...more } }]));
    expect(chats[0]).not.toHaveProperty("lastMessage");
  });

  it("takes under 20,000 tokens, however many chats and members there are", async () => {
    const body = { contentType: "text", content: "Many words of the last message. ".repeat(50) };
    const chats = Array.from({ length: 50 }, (_, at) => ({
      ...chat,
      lastMessagePreview: { ...last, body },
      id: `19:meeting_${`${at}`.padEnd(48, "x")}@thread.v2`,
      topic: "A long topic ".repeat(20),
      members: crowd,
    }));
    const output = await list({ limit: 50 }, world(chats));
    expect(output.chats).toHaveLength(50);
    expect(tokensOf(JSON.stringify(output))).toBeLessThan(20_000);
  });

  it.each([
    ["launch", 1],
    ["LEE ann", 1],
    ["ann@fabrikam.example", 1],
    ["lau le", 1],
    ["aunch", 0],
    ["launch bob", 0],
    ["self", 0],
  ])("finds by the topic and by others' names: %s", async (query, found) => {
    const context = world([chat]);
    const output = await list({ query }, context);
    expect(output.chats).toHaveLength(found);
    expect(output.incomplete).toBeUndefined();
    expect(context.calls[0]?.url).toContain("$top=50");
  });

  it("finds unread chats alone, and says of how many that is not told", async () => {
    const chats = [
      { ...chat, id: "19:unread@thread.v2", ...before },
      { ...chat, id: "19:read@thread.v2", ...readAt("2026-11-25T00:00:00Z") },
      { ...chat, id: "19:untold@thread.v2", viewpoint: null },
    ];
    const output = await list({ unreadOnly: true }, world(chats));
    expect(output.chats.map(({ uri }) => uri)).toEqual(["teams:///chats/19%3Aunread%40thread.v2/messages"]);
    expect(output.incomplete?.reason).toContain("doesn't say what is unread in 1 chat;");
  });

  it("says that members whom Graph doesn't list with a chat could not be compared", async () => {
    const { incomplete } = await list({ query: "Zoe" }, world([{ ...chat, members: crowd }]));
    expect(incomplete?.reason).toContain("Only the first members of 1 chat could");
  });

  it("goes on with the same conditions, also where they are left out, and refuses others", async () => {
    const next = "https://graph.example/next";
    const other = { ...chat, id: "19:b@thread.v2", topic: "Other", members: [] };
    const pages = { [next]: { value: [other, { ...chat, id: "19:c@thread.v2" }] } };
    const context = world([], { answers: () => ({ value: [chat], "@odata.nextLink": next }), pages });
    const first = await list({ query: "launch", limit: 1 }, context);
    expect(first).toMatchObject({ moreResults: true, chats: [{ uri: "teams:///chats/19%3Aa%40thread.v2/messages" }] });
    const second = await list({ cursor: first.nextCursor }, context);
    expect(second).toMatchObject({
      moreResults: false,
      chats: [{ uri: "teams:///chats/19%3Ac%40thread.v2/messages" }],
    });
    const changed = list({ cursor: first.nextCursor, query: "other" }, context);
    await expect(changed).rejects.toMatchObject({ code: "invalid_input" });
  });

  describe("with Chat.ReadBasic alone", () => {
    const scopes = ["Chat.ReadBasic"];
    const { lastMessagePreview: _preview, ...basic } = chat;

    it("asks for no message, and says what it can't tell", async () => {
      const context = world([{ ...basic, ...before }], { scopes });
      const { chats, incomplete } = await list({}, context);
      expect(context.calls.map(({ url }) => url)).toEqual(["/me/chats?$expand=members&$top=20"]);
      expect(chats[0]).not.toHaveProperty("unread");
      expect(incomplete).toMatchObject({
        reason: expect.stringContaining("in no order"),
        missingScopes: ["Chat.Read"],
      });
    });

    it("refuses to look for unread chats", async () => {
      await expect(list({ unreadOnly: true }, world([basic], { scopes }))).rejects.toEqual(lacking("Chat.Read"));
    });
  });
});
