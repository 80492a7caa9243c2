import { describe, expect, it } from "vitest";
import { ToolError } from "#common/errors.ts";
import { lacking, refusedAs } from "#test/support/tool-error-of.ts";
import { callsOf } from "../call-tool.ts";
import { type FakeContextOptions, fakeContext } from "../fake-context.ts";
import { channel, channelUri, chatWorld, hit, index, members, said, team } from "./chat-world.ts";

const uriOf = (chatId: string) => `teams:///chats/${encodeURIComponent(chatId)}/messages`;
const [here, elsewhere] = ["19:a@thread.v2", "19:b@thread.v2"];

const search = callsOf("chat_message_search");

const chats = [
  {
    id: here,
    members,
    messages: [
      said(1, "old"),
      said(2, "mine", { from: { user: { id: "u-me", displayName: "Me Self" } } }),
      said(3, "new"),
    ],
  },
  { id: elsewhere, messages: [said(4, "other chat")] },
];

/** Microsoft Search has these hits, and the chats their messages. */
const world = (hits: readonly object[], options: FakeContextOptions = {}) =>
  index({ hits, below: chatWorld(chats) }, { ownAddresses: ["me@contoso.com"], ...options });
const found = (minute: number, place: object) => hit(minute, { chatId: undefined, ...place }, `found ${minute}`);

const summaries = ({ messages }: Awaited<ReturnType<typeof search>>) => messages.map(({ summary }) => summary);

describe("chat_message_search in one chat or channel", () => {
  it("gives the messages of a chat themselves where no words are looked for, all of them", async () => {
    const { context, kql: asked } = world([]);
    const output = await search({ chatUri: uriOf(here) }, context);
    expect(summaries(output)).toEqual(["new", "mine", "old"]);
    expect(output).toMatchObject({ moreResults: false, searchInfo: { method: "the chat itself" } });
    expect(output).not.toHaveProperty("incomplete");
    expect(output.effectiveQuery).toEqual({ in: "one chat" });
    expect(asked()).toEqual([]);
    const own = await search({ chatUri: uriOf(here), sender: "me", afterDateTime: "2026-11-24" }, context);
    expect(summaries(own)).toEqual(["mine"]);
  });

  it("goes on in the chat by its cursor", async () => {
    const { context } = world([]);
    const first = await search({ chatUri: uriOf(here), limit: 2 }, context);
    expect(summaries(first)).toEqual(["new", "mine"]);
    const second = await search({ chatUri: uriOf(here), limit: 2, cursor: first.nextCursor }, context);
    expect([summaries(second), second.moreResults]).toEqual([["old"], false]);
  });

  it("gives what Microsoft Search finds there by words", async () => {
    const hits = [
      found(9, { chatId: elsewhere }),
      found(8, { chatId: here }),
      found(7, { channelIdentity: { teamId: team, channelId: channel } }),
    ];
    const inChat = await search({ query: "found", chatUri: `${uriOf(here)}/1700000000000` }, world(hits).context);
    expect(summaries(inChat)).toEqual(["found 8"]);
    const inChannel = await search({ query: "found", chatUri: channelUri }, world(hits).context);
    expect(summaries(inChannel)).toEqual(["found 7"]);
    expect(inChannel.effectiveQuery).toEqual({ kql: "found", in: "one channel" });
  });

  it("reads the chat where Microsoft Search can't be asked, and refuses a channel", async () => {
    const { context } = world([], { scopes: ["Chat.Read"] });
    const output = await search({ query: "new", chatUri: uriOf(here) }, context);
    expect(summaries(output)).toEqual(["new"]);
    expect(output).not.toHaveProperty("incomplete");
    await expect(search({ query: "new", chatUri: channelUri }, context)).rejects.toEqual(
      lacking("ChannelMessage.Read.All"),
    );
  });

  it("is refused as the chat is, and for what is no chat", async () => {
    const none = fakeContext({ answers: () => new ToolError("not_found", "There is none.") });
    await expect(search({ chatUri: uriOf(here) }, none)).rejects.toMatchObject({ code: "not_found" });
    const ofMail = search({ chatUri: "mail:///messages/AAMk" }, none);
    await expect(ofMail).rejects.toEqual(refusedAs("invalid_input", "teams_list_chats"));
  });
});

it.each([
  ["from:me budget", "from:me@contoso.com budget", ["me@contoso.com"]],
  ['to:"me" OR from=ME', "to:me@contoso.com OR from=me@contoso.com", ["me@contoso.com"]],
  ["mentions:me", "mentions:ume", ["me@contoso.com"]],
  ["from:mei me", "from:mei me", ["me@contoso.com"]],
  ["from:me", "from:me", []],
])(
  "chat_message_search for oneself asks Microsoft Search by what is known of the user: %s",
  async (query, kql, own) => {
    const { context, kql: asked } = world([], { ownAddresses: own });
    await search({ query }, context);
    expect(asked()).toEqual([kql]);
  },
);

describe("chat_message_search without hits", () => {
  const reason = async (input: Record<string, unknown>) => (await search(input, world([]).context)).incomplete?.reason;

  it("says what Microsoft Search may not have, and what leads there", async () => {
    expect(await reason({ query: "budget" })).toMatch(
      /^Messages of the last minutes, and of channels .* teams_list_chats/,
    );
    expect(await reason({ query: "budget", chatUri: channelUri })).toContain("read_resource lists them by chatUri");
  });

  it("says that words of Chinese, Japanese and Korean are whole ones, if the query looks for such", async () => {
    expect(await reason({ query: "消防署の検査" })).toContain("whole words only");
    expect(await reason({ query: "permit from:田中" })).not.toContain("whole words only");
    expect(await reason({ sender: "田中" })).not.toContain("whole words only");
  });
});
