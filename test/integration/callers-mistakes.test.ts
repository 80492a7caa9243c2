// proves R4

import { afterAll, afterEach, describe, expect } from "vitest";
import { connectModern, type McpClient } from "#test/support/mcp-clients.ts";
import { type SharedStack, test } from "#test/support/shared-stack.ts";
import { outputOf, personNamed } from "#test/support/tool-answers.ts";
import { formatResourceUri } from "#workers/tools/format-resource-uri.ts";

const read = ["User", "Mail", "Calendars", "Chat"].map((what) => `${what}.Read`);
const allScopes = [
  ...read,
  "Calendars.Read.Shared",
  "Channel.ReadBasic.All",
  "Sites.Read.All",
  "Files.Read.All",
  "ChannelMessage.Read.All",
];
const teamId = "11111111-2222-3333-4444-555555555555";

let stack: SharedStack;
let client: McpClient;

test.beforeAll(async ({ stack: shared }) => {
  stack = shared;
  const hana = await personNamed(stack.fake, "hana.mori");
  await stack.fake.control.setGrants(hana.tenantId, allScopes);
  client = await connectModern(stack.gateways[0].mcpUrl, await stack.fake.control.mintToken({ userId: hana.id }));
});
afterEach(() => stack.fake.control.resetScript());
afterAll(() => client.close());

describe("a caller", () => {
  const codeOf = async (tool: string, args: Record<string, unknown>) => {
    const { isError, meta, texts } = await client.call(tool, args);
    expect(isError, texts.join("\n")).toBe(true);
    return (meta?.["m365-connector/error"] as { code: string } | undefined)?.code;
  };
  const refuse = (pathPattern: string, code: string) =>
    stack.fake.control.addRule({
      door: "graph",
      match: { pathPattern },
      response: { status: 400, body: { error: { code, message: "canary" } } },
    });

  test.each([
    "mail:///messages/AAMkBogus",
    "mail:///conversations/AAQkBogus",
    "mail:///folders/AAMkBogus",
    "calendar:///events/AAMkBogus",
    "file:///not-a-drive/Plan.docx",
    "teams:///chats/19:elsewhere/messages",
    "teams:///chats/19:elsewhere/messages/1700000000000",
    `teams:///teams/${teamId}/channels/19:elsewhere/messages`,
    `teams:///teams/${teamId}/channels/19:elsewhere/messages/1700000000000`,
  ])("is told that an id of another form is none of Microsoft 365: %s", async (uri) => {
    expect(await codeOf("read_resource", { uri })).toBe("invalid_input");
  });

  test("is told so whatever code the mailbox gives to a malformed id", async () => {
    await refuse("/me/messages/", "ErrorInvalidMailboxItemId");
    expect(await codeOf("read_resource", { uri: "mail:///messages/AAMkBogus" })).toBe("invalid_input");
    await stack.fake.control.resetScript();
    await refuse("/me/messages/", "BadRequest");
    expect(await codeOf("read_resource", { uri: "mail:///messages/AAMkBogus" })).toBe("invalid_input");
  });

  test.each([
    ["teams_list_channels", { teamId: "the roastery" }],
    ["teams_list_channels", { teamId: "../me" }],
    ["teams_list_channel_messages", { teamId: "the roastery", channelId: "general" }],
    ["teams_list_channel_messages", { teamId, channelId: "19:elsewhere" }],
  ])("is told so by %s too: %o", async (tool, args) => {
    expect(await codeOf(tool, args)).toBe("invalid_input");
  });

  test.each([
    ["sharepoint_search", "/search/query", { query: "title:plan" }],
    ["outlook_email_search", "/me/messages", { query: "plan" }],
  ])("is told that %s does not understand the query", async (tool, pathPattern, args) => {
    await refuse(pathPattern, "BadRequest");
    expect(await codeOf(tool, args)).toBe("invalid_input");
  });

  test.each([
    ["find_meeting_availability", "/getSchedule", { participants: ["kenji.tanaka@aozora-coffee.example"] }],
    ["outlook_calendar_search", "/users/.*/calendarView", { calendarOwnerEmail: "daniel.costa@aozora-coffee.example" }],
  ])("is told by %s that an address is none of a mailbox", async (tool, pathPattern, args) => {
    await refuse(pathPattern, "ErrorInvalidRequest");
    expect(await codeOf(tool, args)).toBe("invalid_input");
  });

  test("is told so of an attachment whose content can't be had by its id", async () => {
    const { id } = await stack.fake.control.addMessage((await personNamed(stack.fake, "hana.mori")).id, {
      subject: "With a file",
      attachments: [{ name: "a.txt", contentType: "text/plain", text: "plan" }],
    });
    const uri = formatResourceUri({ kind: "mail-message", messageId: id });
    const { message } = await outputOf(client, "read_resource", { uri });
    const [attachment] = (message as { attachments: { uri: string }[] }).attachments;
    await refuse("[$]value", "ErrorInvalidRequest");
    expect(await codeOf("read_resource", { uri: attachment?.uri })).toBe("invalid_input");
  });

  test("is told that nothing is at a link of another form", async () => {
    await refuse("/shares/", "invalidRequest");
    const uri = "https://contoso.sharepoint.com/:x:/s/kyoto-roastery/EdNoSuchLink";
    expect(await codeOf("read_resource", { uri })).toBe("not_found");
  });
});
