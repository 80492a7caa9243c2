// proves P4

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DirectoryUser } from "#test/fake-tenant/control/control-types.ts";
import { registeredPermissions } from "#test/fake-tenant/data/registered-permissions.ts";
import { postToolCall, readRpcAnswer } from "#test/support/raw-mcp.ts";
import { type Stack, startStack } from "#test/support/stack.ts";
import { personNamed } from "#test/support/tool-answers.ts";

const [notes, attendance, recordings] = [
  "OnlineMeetingAiInsight.Read.All",
  "OnlineMeetingArtifact.Read.All",
  "OnlineMeetingRecording.Read.All",
];
const isMissing = (permission: string) =>
  new RegExp(`^permission_missing: .* Microsoft Graph permission ${permission}\\.`);

let stack: Stack;
let organizer: DirectoryUser;
const uris = { recap: "", chat: "" };

beforeAll(async () => {
  stack = await startStack({ workerEnvironment: { OBO_CACHE_MAX_SECONDS: "0" } });
  const { control } = stack.fake;
  organizer = await personNamed(stack.fake, "hana.mori");
  // Nobody has anything by the tenant's own consent.
  await control.setGrants(organizer.tenantId, []);
  const found = await told(registeredPermissions, "outlook_calendar_search", {
    query: "subject:Kyoto",
    afterDateTime: "30 days ago",
    beforeDateTime: "7 days ago",
    order: "oldest",
    limit: 1,
  });
  const event = await told(registeredPermissions, "read_resource", { uri: /calendar:[^"]+/.exec(found)?.[0] });
  uris.recap = /meeting-recap:[^"]+/.exec(event)?.[0] ?? "";
  const chats = await told(registeredPermissions, "teams_list_chats", { query: "Kyoto roastery weekly" });
  uris.chat = /teams:[^"]+/.exec(chats)?.[0] ?? "";
});
afterAll(() => stack.stop());

/** What a tool says to somebody who has granted exactly these permissions. */
async function told(granted: readonly string[], tool: string, args: object = {}): Promise<string> {
  const { control } = stack.fake;
  await control.setGrants(organizer.tenantId, granted, organizer.id);
  const at = { url: stack.gateways[0].mcpUrl, token: await control.mintToken({ userId: organizer.id }) };
  const { result } = await readRpcAnswer(await postToolCall("modern", { ...at, tool, args: { ...args } }));
  return ((result?.content ?? []) as { text?: string }[]).map(({ text = "" }) => text).join("\n");
}

const without = (permission: string) => registeredPermissions.filter((name) => name !== permission);

describe("User.ReadBasic.All", () => {
  const asked = { query: "daniel" };

  test("alone finds names and addresses, and says so", async () => {
    const answer = await told(["User.ReadBasic.All"], "search_people", asked);
    expect(answer).toMatch(/"email":"daniel\.costa@aozora-coffee\.example"/);
    expect(answer).not.toContain("jobTitle");
    expect(answer).toMatch(
      /Only names and addresses in the directory.*"missingScopes":\["People.Read","User.Read.All"\]/,
    );
    expect(
      await told(["User.ReadBasic.All", "Calendars.Read"], "find_meeting_availability", {
        participants: ["Daniel Costa"],
      }),
    ).not.toContain("permission_missing");
  });

  test("revoked leaves those whom the user works with, or nobody", async () => {
    expect(await told(["People.Read"], "search_people", asked)).toMatch(/Only people whom the user works with/);
    expect(await told(["User.Read"], "search_people", asked)).toMatch(isMissing("People.Read and User.Read.All"));
  });
});

describe("ChatMember.Read", () => {
  test("alone gives who is in a chat, and says that messages are left out", async () => {
    const answer = await told(["ChatMember.Read"], "read_resource", { uri: uris.chat });
    expect(answer).toMatch(/"displayName":"Yuki Sato"/);
    expect(answer).toMatch(/Of a chat only its members, no messages.*"missingScopes":\["Chat.Read"\]/);
    expect(answer).not.toContain("Minutes of week");
  });

  test("revoked leaves nothing of it", async () => {
    expect(await told(["User.Read"], "read_resource", { uri: uris.chat })).toMatch(isMissing("Chat.Read"));
  });
});

describe.each([
  ["ChatMessage.Read", "chat_message_search", { query: "*" }, "Chat.Read and ChannelMessage.Read.All"],
  ["MailboxFolder.Read", "read_resource", { uri: "mail:///folders" }, "Mail.Read"],
  ["MailboxItem.Read", "outlook_email_search", {}, "Mail.Read"],
])("%s", (permission, tool, args, needed) => {
  test("alone opens nothing, as get_granted_scopes says with its source", async () => {
    expect(await told([permission], tool, args)).toMatch(isMissing(needed));
    expect(JSON.parse(await told([permission], "get_granted_scopes"))).toMatchObject({
      withoutEffect: [{ permission, source: expect.stringMatching(/^https:\/\/learn\.microsoft\.com\/graph\//) }],
    });
  });

  test("revoked takes nothing away", async () => {
    const answer = await told(registeredPermissions, "get_granted_scopes");
    expect(answer).not.toMatch(/withoutEffect|blockedTools|limitedTools/);
  });
});

describe.each([
  [notes, /What was discussed: Good morning/, "Copilot's notes"],
  [attendance, /"name":"Daniel Costa".*"times":\[\{"from":".*","to":".*"\},\{"from":/, "attendance"],
  [recordings, /"recordings":\[\{"from":".*"minutes":40,"contentUrl":"https:/, "recordings"],
])("%s", (permission, itsPart, name) => {
  test("alone gives its part of the recap of a meeting, and names the others", async () => {
    const answer = await told(["OnlineMeetings.Read", permission], "read_resource", { uri: uris.recap });
    expect(answer).toMatch(itsPart);
    expect(answer).toMatch(/Of the recap of a meeting no .* or .* \(needs /);
    const offered = JSON.parse(await told(["OnlineMeetings.Read", permission], "get_granted_scopes"));
    expect(offered.blockedTools).not.toContainEqual(expect.objectContaining({ tool: "read_resource" }));
  });

  test("revoked takes that part away and no other", async () => {
    const answer = await told(without(permission), "read_resource", { uri: uris.recap });
    expect(answer).not.toMatch(itsPart);
    expect(answer).toContain(`Of the recap of a meeting no ${name} (needs ${permission}).`);
    expect(answer).toContain(`"missingScopes":["${permission}"]`);
    const rest = JSON.parse(await told(without(permission), "get_granted_scopes"));
    expect(rest.limitedTools).toEqual([
      { tool: "read_resource", missingScopes: [permission], limits: [expect.stringContaining(name)] },
    ]);
  });
});
