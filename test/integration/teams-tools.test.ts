import { afterAll, afterEach, beforeAll, describe, expect } from "vitest";
import type { DirectoryUser } from "#test/fake-tenant/control/control-types.ts";
import { eraOfContent, eras, type McpClient } from "#test/support/mcp-clients.ts";
import { type SharedStack, test } from "#test/support/shared-stack.ts";
import { clientFor, outputOf, personNamed, refusalOf } from "#test/support/tool-answers.ts";

const names = ["Team.ReadBasic.All", "Channel.ReadBasic.All"];
const everything = ["User.Read", "Chat.Read", "ChannelMessage.Read.All", "Sites.Read.All", "Files.Read.All", ...names];

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
  test("never sees a chat or a private channel of others", async () => {
    const stranger = await clientFor(stack, kenji, { connect });
    const { messages } = await call("chat_message_search", { query: "barista OR roast" });
    for (const { uri } of messages as { uri: string }[])
      expect((await stranger.call("read_resource", { uri })).isError).toBe(true);
    const found = await stranger.call("chat_message_search", { query: "barista OR roast OR electrician" });
    expect(found.output?.messages).toEqual([]);
  });

  if (era !== eraOfContent) return;

  test("lists fewer chats at a time, or without members, where Teams is too slow, and opens no breaker", async () => {
    const { control } = stack.fake;
    const slow = (pathPattern: string) =>
      control.addRule({ door: "graph", match: { pathPattern }, response: { status: 504 } });
    await slow("/me/chats\\?.*members.*top=50");
    const named = await call("teams_list_chats", { query: "Kenji" });
    expect(named.chats).not.toHaveLength(0);
    expect(JSON.stringify(named.incomplete)).not.toContain("in time");
    await slow("/me/chats\\?.*members");
    for (let times = 0; times < 10; times += 1) {
      const { chats, incomplete } = await call("teams_list_chats", { limit: 50 });
      expect(chats).not.toHaveLength(0);
      expect(incomplete).toMatchObject({ reason: expect.stringContaining("with their members in time") });
    }
  });

  test("is told that a channel of others, or a team, is not open to somebody", async () => {
    const stranger = await clientFor(stack, kenji, { connect });
    const { teams } = (await call("teams_list_teams", {})) as { teams: { id: string; displayName: string }[] };
    const teamId = teams.find(({ displayName }) => displayName === "Kyoto Roastery")?.id;
    const { channels } = (await call("teams_list_channels", { teamId })) as { channels: { id: string }[] };
    expect(await refusalOf(stranger, "teams_list_channels", { teamId })).toMatch(/^forbidden/);
    const hiring = { teamId, channelId: channels[1]?.id };
    expect(await refusalOf(stranger, "teams_list_channel_messages", hiring)).toMatch(/^forbidden/);
  });

  test("reads the notes to oneself", async () => {
    const { chat } = await call("read_resource", { uri: "teams:///chats/48:notes/messages" });
    expect(chat).toMatchObject({ messages: [{ text: expect.stringContaining(hana.canaries[0] ?? "") }] });
  });
});

test("nothing was written and the caller's token never reached Graph", async () => {
  const { writes, inboundAssertionsAtGraph } = await stack.fake.control.stats();
  expect({ writes, inboundAssertionsAtGraph }).toEqual({ writes: 0, inboundAssertionsAtGraph: 0 });
});
