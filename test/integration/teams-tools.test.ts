import { afterAll, afterEach, beforeAll, describe, expect } from "vitest";
import type { DirectoryUser } from "#test/fake-tenant/control/control-types.ts";
import { connectModern, eraOfContent, eras, type McpClient } from "#test/support/mcp-clients.ts";
import { type SharedStack, test } from "#test/support/shared-stack.ts";
import { outputOf, personNamed, refusalOf } from "#test/support/tool-answers.ts";

interface Hit {
  uri: string;
  id: string;
  chatUri: string;
  channelIdentity?: { teamId: string; channelId: string };
  summary: string;
  createdDateTime: string;
  from?: { displayName?: string; email?: string; type?: string };
  external?: boolean;
}

interface Chat {
  uri: string;
  id: string;
  topic?: string;
  lastMessageDateTime: string;
  unread?: boolean;
}

interface Channel {
  uri: string;
  id: string;
  teamId?: string;
  displayName: string;
}

interface Message extends Hit {
  text?: string;
  event?: string;
  deleted?: boolean;
  replies?: Message[];
  replyCount?: number;
}

const names = ["Team.ReadBasic.All", "Channel.ReadBasic.All"];
const everything = ["User.Read", "Chat.Read", "ChannelMessage.Read.All", "Sites.Read.All", "Files.Read.All", ...names];
const withoutChannels = everything.filter((scope) => scope !== "ChannelMessage.Read.All");

let stack: SharedStack;
let hana: DirectoryUser;
let kenji: DirectoryUser;

test.beforeAll(async ({ stack: shared }) => {
  stack = shared;
  [hana, kenji] = [await personNamed(stack.fake, "hana.mori"), await personNamed(stack.fake, "kenji.tanaka")];
  await stack.fake.control.setGrants(hana.tenantId, everything);
});
afterEach(async () => {
  await stack.fake.control.resetScript();
  await stack.fake.control.setGrants(hana.tenantId, everything);
});

describe.each(eras)("a client of %s", (era, connect) => {
  let client: McpClient;

  beforeAll(async () => {
    client = await connect(stack.gateways[0].mcpUrl, await stack.fake.control.mintToken({ userId: hana.id }));
  });
  afterAll(() => client.close());

  const call = (tool: string, args: Record<string, unknown>) => outputOf(client, tool, args);
  const search = async (args: Record<string, unknown>) => {
    const output = await call("chat_message_search", { query: "*", detail: "full", ...args });
    return { output, messages: output.messages as Hit[] };
  };
  const read = (uri: string | undefined, more: object = {}) => call("read_resource", { uri, ...more });
  const refusal = (tool: string, args: Record<string, unknown>) => refusalOf(client, tool, args);
  const textOf = ({ body }: Record<string, unknown>) => (body as { content: string } | undefined)?.content;

  test("finds a message of a chat by its text and reads it, and the chat around it", async () => {
    const { messages, output } = await search({ query: "Colombia budget" });
    expect(output.searchInfo).toEqual({ method: "Microsoft Search" });
    expect(output.incomplete).toBeUndefined();
    const [hit] = messages;
    expect(hit).toMatchObject({
      summary: "Hana, is the Colombia budget final?",
      from: { displayName: kenji.displayName, email: kenji.mail },
    });
    const whole = await read(hit?.uri);
    expect(textOf(whole)).toBe("Hana, is the Colombia budget final?");
    expect(whole.chatMessage).toMatchObject({ uri: hit?.uri, from: { email: kenji.mail } });
    const { chat } = (await read(hit?.chatUri)) as { chat: { messages: Message[]; members: object[] } };
    expect(chat.messages.map(({ text }) => text)).toEqual([
      "了解です。予算は1,420万円以内でお願いします。",
      "Almost. EM-2209 is at **5.60** now.",
      "Hana, is the Colombia budget final?",
    ]);
    expect(chat.members).toHaveLength(2);
  });

  test("never sees a chat or a private channel of others", async () => {
    const token = await stack.fake.control.mintToken({ userId: kenji.id });
    const stranger = await connect(stack.gateways[0].mcpUrl, token);
    const { messages } = await search({ query: "barista OR roast" });
    for (const { uri } of messages) expect((await stranger.call("read_resource", { uri })).isError).toBe(true);
    const found = await stranger.call("chat_message_search", { query: "barista OR roast OR electrician" });
    expect(found.output?.messages).toEqual([]);
    await stranger.close();
  });

  test("lists the chats with what is unread, and reads one by its uri", async () => {
    const { chats, incomplete } = (await call("teams_list_chats", { query: "kenji" })) as {
      chats: Chat[];
      incomplete: unknown;
    };
    expect(incomplete).toMatchObject({ reason: expect.stringContaining("the first members of 1 chat") });
    expect(chats).toMatchObject([
      {
        chatType: "oneOnOne",
        members: [{}, {}],
        lastMessage: { from: kenji.displayName, text: "了解です。予算は1,420万円以内でお願いします。" },
        unread: true,
      },
    ]);
    const { chat } = (await read(chats[0]?.uri)) as { chat: { messages: Message[] } };
    expect(chat.messages[0]?.createdDateTime.slice(0, 16)).toBe(chats[0]?.lastMessageDateTime?.slice(0, 16));
    const all = (await call("teams_list_chats", {})) as { chats: Chat[] };
    const times = all.chats.map(({ lastMessageDateTime }) => lastMessageDateTime);
    expect(times).toEqual(times.toSorted().reverse());
    expect(all.chats.find(({ topic }) => topic === "Brewing webinar")).not.toHaveProperty("unread");
    const unread = (await call("teams_list_chats", { unreadOnly: true })) as { chats: Chat[]; incomplete: unknown };
    expect(unread.chats.map(({ uri }) => uri)).toContain(chats[0]?.uri);
    expect(unread.incomplete).toMatchObject({ reason: expect.stringMatching(/what is unread in \d+ chats/) });
  });

  test("comes from its teams by a channel and a thread to a reply, which is read as itself", async () => {
    const { teams } = (await call("teams_list_teams", {})) as { teams: { id: string; displayName: string }[] };
    const teamId = teams.find(({ displayName }) => displayName === "Kyoto Roastery")?.id;
    const { channels } = (await call("teams_list_channels", { teamId })) as { channels: Channel[] };
    expect(channels.map(({ displayName }) => displayName)).toEqual(["General", "Hiring", "Port news"]);
    const [general] = channels;
    const { messages } = (await call("teams_list_channel_messages", { teamId, channelId: general?.id })) as {
      messages: Message[];
    };
    const permit = messages.find(({ text }) => text?.includes("2026-118"));
    expect(permit).toMatchObject({ replyCount: 2, replies: [{ text: expect.stringContaining("半年ごと") }, {}] });
    for (const reply of permit?.replies ?? []) {
      const whole = await read(reply.uri);
      expect(whole).toMatchObject({ kind: "channel-reply", chatMessage: { uri: reply.uri } });
      expect(textOf(whole)).toBe(reply.text);
    }
    const { chat } = (await read(general?.uri)) as { chat: { messages: Message[] } };
    expect(chat.messages.map(({ uri }) => uri)).toEqual(messages.map(({ uri }) => uri));
  });

  if (era !== eraOfContent) return;

  // proves R25
  test("lists fewer chats at a time, or without members, where Teams is too slow, and opens no breaker", async () => {
    const { control } = stack.fake;
    const slow = (pathPattern: string) =>
      control.addRule({ door: "graph", match: { pathPattern }, response: { status: 504 } });
    await slow("/me/chats\\?.*members.*top=50");
    const named = (await call("teams_list_chats", { query: "Kenji" })) as { chats: Chat[]; incomplete?: object };
    expect(named.chats).not.toHaveLength(0);
    expect(JSON.stringify(named.incomplete)).not.toContain("in time");
    await slow("/me/chats\\?.*members");
    for (let times = 0; times < 10; times += 1) {
      const { chats, incomplete } = await call("teams_list_chats", { limit: 50 });
      expect(chats).not.toHaveLength(0);
      expect(incomplete).toMatchObject({ reason: expect.stringContaining("with their members in time") });
    }
  });

  test("lists and reads a channel that another team shares, by the id of that team", async () => {
    const { id: userId } = await personNamed(stack.fake, "yuki.sato");
    const yuki = await connect(stack.gateways[0].mcpUrl, await stack.fake.control.mintToken({ userId }));
    const { teams } = (await outputOf(yuki, "teams_list_teams", {})) as { teams: { id: string }[] };
    const asked = { teamId: teams[0]?.id };
    const { channels } = (await outputOf(yuki, "teams_list_channels", asked)) as { channels: Channel[] };
    expect(channels.map(({ displayName }) => displayName)).toEqual(["General", "Port news"]);
    const { teamId, id: channelId } = channels[1] ?? {};
    expect(teamId).not.toBe(asked.teamId);
    const listed = await outputOf(yuki, "teams_list_channel_messages", { teamId, channelId });
    expect(listed.messages).toMatchObject([
      { text: "Berth 3 is closed until noon.", replies: [{ text: "The truck waits then." }] },
    ]);
    await yuki.close();
  });

  test("is told that a channel of others, or a team, is not open to somebody", async () => {
    const token = await stack.fake.control.mintToken({ userId: kenji.id });
    const stranger = await connect(stack.gateways[0].mcpUrl, token);
    const { teams } = (await call("teams_list_teams", {})) as { teams: { id: string; displayName: string }[] };
    const teamId = teams.find(({ displayName }) => displayName === "Kyoto Roastery")?.id;
    const { channels } = (await call("teams_list_channels", { teamId })) as { channels: Channel[] };
    expect(await refusalOf(stranger, "teams_list_channels", { teamId })).toMatch(/^forbidden/);
    const hiring = { teamId, channelId: channels[1]?.id };
    expect(await refusalOf(stranger, "teams_list_channel_messages", hiring)).toMatch(/^forbidden/);
    await stranger.close();
  });

  test("reads a reply that it found, never the message above it", async () => {
    const { messages } = await search({ query: "inspection", sender: hana.mail ?? "" });
    const reply = messages.find(({ summary }) => summary.startsWith("Wonderful"));
    expect(reply?.uri).toMatch(/^teams:\/\/\/teams\/[^/]+\/channels\/[^/]+\/messages\/\d+\/replies\/\d+$/);
    expect(textOf(await read(reply?.uri))).toBe("Wonderful! When is the first inspection?");
    const root = (await read(reply?.uri?.replace(/\/replies\/\d+$/, ""))) as { chatMessage: Message };
    expect(root.chatMessage).toMatchObject({ subject: "Fire permit" });
    expect(root.chatMessage.replies?.map(({ text }) => text)).toContain("Wonderful! When is the first inspection?");
    const wrong = (reply?.uri ?? "").replace(/\d+$/, "1700000000000");
    expect(await refusal("read_resource", { uri: wrong })).toMatch(/^not_found/);
  });

  test("finds in one chat, by words and without, and by its own name", async () => {
    const { messages } = await search({ query: "roast log", limit: 1 });
    const chatUri = messages[0]?.chatUri;
    const byWords = await search({ query: "roast log", chatUri, sender: "me" });
    expect(byWords.messages.every((hit) => hit.chatUri === chatUri)).toBe(true);
    expect(byWords.messages.map(({ uri }) => uri)).toEqual(
      (await search({ query: "from:me roast log", chatUri })).messages.map(({ uri }) => uri),
    );
    const whole = await call("chat_message_search", { chatUri, limit: 25 });
    expect(whole).toMatchObject({ searchInfo: { method: "the chat itself" }, messages: { length: 25 } });
  });

  test("reads a long chat to its beginning, page by page, with removed messages and events marked", async () => {
    const { messages } = await search({ query: "roast log" });
    const uri = messages[0]?.chatUri;
    const seen: Message[] = [];
    let cursor: unknown;
    do {
      const page = await read(uri, cursor === undefined ? {} : { cursor });
      seen.push(...(page.chat as { messages: Message[] }).messages);
      if (page.nextCursor !== undefined) expect(page.incomplete).toMatchObject({ reason: expect.any(String) });
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(seen).toHaveLength(124);
    expect(new Set(seen.map((message) => JSON.stringify(message))).size).toBe(124);
    expect(seen.filter(({ deleted }) => deleted)).toHaveLength(1);
    expect(seen.filter(({ event }) => event !== undefined)).toMatchObject([{ event: "members added" }]);
    expect(seen.filter(({ event, deleted }) => event === undefined && !deleted).every(({ text }) => text)).toBe(true);
  });

  test("reads a file that a message links to", async () => {
    const { messages } = await search({ query: "electrician", limit: 1 });
    const { chatMessage } = (await read(messages[0]?.uri)) as { chatMessage: { attachments: { uri: string }[] } };
    const file = await read(chatMessage.attachments[0]?.uri);
    expect(file.item).toMatchObject({ name: "Power drawing.txt" });
  });

  test("reads the notes to oneself", async () => {
    const { chat } = (await read("teams:///chats/48:notes/messages")) as { chat: { messages: Message[] } };
    expect(chat.messages[0]?.text).toContain(hana.canaries[0]);
  });

  describe("without ChannelMessage.Read.All", () => {
    const scan = async (args: Record<string, unknown>) => {
      await stack.fake.control.setGrants(hana.tenantId, withoutChannels);
      return await search(args);
    };

    test("still finds what is in chats, and says that channels are left out", async () => {
      const { messages, output } = await scan({ query: "budget", sender: kenji.mail ?? "" });
      expect(messages).toMatchObject([
        { from: { displayName: kenji.displayName, email: kenji.mail }, external: false },
      ]);
      expect(output).toMatchObject({
        searchInfo: { coverage: { chatsListed: expect.any(Number), chatsScanned: expect.any(Number) }, chatsFailed: 0 },
        incomplete: { missingScopes: ["ChannelMessage.Read.All"] },
      });
    });
  });
});

test("a scan gives what it has when Microsoft limits it, and names the pause", async () => {
  // Someone whom no other file asks for: the pause that Microsoft asks for holds for all calls of this person.
  const { id: userId } = await personNamed(stack.fake, "priya.nair");
  await stack.fake.control.setGrants(hana.tenantId, withoutChannels);
  await stack.fake.control.addRule({
    door: "graph",
    match: { pathPattern: "/chats/[^/]+/messages", userId },
    response: { status: 429, headers: { "retry-after": "60" }, body: {} },
  });
  const client = await connectModern(stack.gateways[0].mcpUrl, await stack.fake.control.mintToken({ userId }));
  const { output } = await client.call("chat_message_search", { query: "roast" });
  expect(output).toMatchObject({
    moreResults: true,
    nextCursor: expect.any(String),
    searchInfo: { stoppedBy: "rate_limited" },
    incomplete: { reason: expect.stringMatching(/go on in [3-6]\d seconds/) },
  });
  await client.close();
});

// proves M24
test("nothing was written and the caller's token never reached Graph", async () => {
  const { writes, inboundAssertionsAtGraph } = await stack.fake.control.stats();
  expect({ writes, inboundAssertionsAtGraph }).toEqual({ writes: 0, inboundAssertionsAtGraph: 0 });
});
