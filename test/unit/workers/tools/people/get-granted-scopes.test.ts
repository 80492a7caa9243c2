import { describe, expect, it } from "vitest";
import { catalog } from "#common/tools/catalog.ts";
import { registeredPermissions } from "#test/fake-tenant/data/registered-permissions.ts";
import { withImpliedScopes } from "#workers/auth/user-tokens.ts";
import { getGrantedScopesHandler } from "#workers/tools/people/get-granted-scopes.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { fakeContext } from "../fake-context.ts";

async function tell(
  granted: readonly string[],
  consent: Partial<ToolContext["consent"]> = {},
  cloud: ToolContext["cloud"] = "public",
) {
  const scopes = [...withImpliedScopes(new Set(granted))];
  const context = fakeContext({ scopes, consent: { scopes: new Set(granted), ...consent }, cloud });
  const output = await getGrantedScopesHandler.run({}, context);
  expect(context.calls).toEqual([]);
  return output;
}

const without = (...scopes: string[]) => registeredPermissions.filter((scope) => !scopes.includes(scope));

describe("get_granted_scopes", () => {
  it("names what is granted, and nothing else where nothing is missing", async () => {
    expect(await tell(registeredPermissions)).toEqual({ grantedScopes: [...registeredPermissions].sort() });
  });

  it("names each tool that needs a permission as blocked where none is granted, with a link for an admin", async () => {
    const output = await tell([]);
    expect(output.grantedScopes).toEqual([]);
    expect(output.blockedTools?.map(({ tool }) => tool)).toEqual(
      catalog.map(({ name }) => name).filter((name) => name !== "get_granted_scopes"),
    );
    for (const { missingScopes } of output.blockedTools ?? []) expect(missingScopes.length).toBeGreaterThan(0);
    expect(output).not.toHaveProperty("limitedTools");
    expect(output.adminConsentUrl).toBe("https://login.test/tenant/adminconsent?client_id=connector");
  });

  it.each([
    ["Mail.Read", "outlook_email_search"],
    ["Calendars.Read", "find_meeting_availability"],
  ])("names %s for what it alone blocks: %s", async (scope, tool) => {
    const { blockedTools } = await tell(without(scope));
    expect(blockedTools).toContainEqual({ tool, missingScopes: [scope] });
  });

  it("says what a tool does not do with less than its best permission", async () => {
    const { limitedTools } = await tell(without("ChannelMessage.Read.All"));
    expect(limitedTools).toContainEqual({
      tool: "chat_message_search",
      limits: ["Only recent chats, scanned one by one, and no channels (needs ChannelMessage.Read.All)"],
      missingScopes: ["ChannelMessage.Read.All"],
    });
  });

  it("names an argument and a kind of content that need more", async () => {
    const { blockedTools, limitedTools } = await tell(without("Mail.Read.Shared"));
    expect(blockedTools).toBeUndefined();
    expect(limitedTools).toEqual([
      { tool: "outlook_email_search", limits: ["No mailboxOwnerEmail"], missingScopes: ["Mail.Read.Shared"] },
      { tool: "read_resource", limits: ["No other people's mail"], missingScopes: ["Mail.Read.Shared"] },
    ]);
  });

  it("names a permission by which no tool reads anything, with Microsoft's page", async () => {
    expect(await tell([...registeredPermissions, "MailboxItem.Read", "ChatMessage.Read"])).toMatchObject({
      withoutEffect: [
        { permission: "ChatMessage.Read", source: "https://learn.microsoft.com/graph/api/chat-list-messages" },
        { permission: "MailboxItem.Read", because: /^It gives sizes, dates and categories/ },
      ],
    });
  });

  it("does not miss what Microsoft doesn't serve in the cloud", async () => {
    const granted = without("OnlineMeetingAiInsight.Read.All");
    const { limitedTools } = await tell(granted);
    expect(limitedTools).toMatchObject([{ missingScopes: ["OnlineMeetingAiInsight.Read.All"] }]);
    expect(await tell(granted, {}, "usgov")).not.toHaveProperty("limitedTools");
  });

  it("says until when a change in Entra may not show, where it does not show at once", async () => {
    const later = await tell(registeredPermissions, { knownUntilMs: Date.parse("2026-11-24T10:40:00Z") });
    expect(later.knownUntil).toBe("2026-11-24T10:40:00Z");
    expect(await tell(registeredPermissions, { knownUntilMs: 0 })).not.toHaveProperty("knownUntil");
  });
});
