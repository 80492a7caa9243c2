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

  test.each([
    ["teams_list_channels", { teamId: "the roastery" }],
    ["teams_list_channels", { teamId: "../me" }],
    ["teams_list_channel_messages", { teamId: "the roastery", channelId: "general" }],
    ["teams_list_channel_messages", { teamId, channelId: "19:elsewhere" }],
  ])("is told so by %s too: %o", async (tool, args) => {
    expect(await codeOf(tool, args)).toBe("invalid_input");
  });

  const bogus = { uri: "mail:///messages/AAMkBogus" };
  const link = { uri: "https://contoso.sharepoint.com/:x:/s/kyoto-roastery/EdNoSuchLink" };
  const mailOf = (alias: string) => `${alias}@aozora-coffee.example`;

  test.each<[tool: string, args: object, path: string, code: string, told: string]>([
    ["read_resource", bogus, "/me/messages/", "ErrorInvalidMailboxItemId", "invalid_input"],
    ["read_resource", bogus, "/me/messages/", "BadRequest", "invalid_input"],
    ["sharepoint_search", { query: "title:plan" }, "/search/query", "BadRequest", "invalid_input"],
    ["outlook_email_search", { query: "plan" }, "/me/messages", "BadRequest", "invalid_input"],
    [
      "find_meeting_availability",
      { participants: [mailOf("kenji.tanaka")] },
      "/getSchedule",
      "ErrorInvalidRequest",
      "invalid_input",
    ],
    [
      "outlook_calendar_search",
      { calendarOwnerEmail: mailOf("daniel.costa") },
      "/users/.*/calendarView",
      "ErrorInvalidRequest",
      "invalid_input",
    ],
    ["read_resource", link, "/shares/", "invalidRequest", "not_found"],
  ])("is told by %s that %o is a mistake, where %s answers with %s", async (tool, args, path, code, told) => {
    await refuse(path, code);
    expect(await codeOf(tool, { ...args })).toBe(told);
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
});
