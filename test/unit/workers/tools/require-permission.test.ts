import { describe, expect, it } from "vitest";
import { catalog } from "#common/tools/catalog.ts";
import type { ToolPermissions } from "#common/tools/define-tool.ts";
import { permissionNamed } from "#common/tools/graph-permissions.ts";
import { resourceNeeds } from "#common/tools/resource-uri/resource-needs.ts";
import { parseResourceUri, type ResourceKind } from "#common/tools/resource-uri/resource-uri.ts";
import { requirePermission } from "#workers/tools/require-permission.ts";

const guid = "11111111-1111-4111-8111-111111111111";
const channel = `teams:///teams/${guid}/channels/19:x@thread.tacv2/messages`;

/** A uri of each kind, and what can't be read when nothing is granted. */
const resources: Readonly<Record<ResourceKind, readonly [uri: string, kind: string]>> = {
  "mail-message": ["mail:///messages/AAMk", "mail"],
  "mail-attachment": ["mail:///messages/AAMk/attachments/AAMk", "mail"],
  "mail-conversation": ["mail:///conversations/AAQk", "mail"],
  "mail-message-conversation": ["mail:///messages/AAMk/conversation", "mail"],
  "mail-folders": ["mail:///folders", "mail"],
  "mail-folder": ["mail:///folders/AAMk?owner=hana@aozora-coffee.example", "mail and other people's mail"],
  "calendar-event": ["calendar:///events/AAMk", "calendars and free meeting times"],
  "meeting-link": ["https://teams.microsoft.com/meet/2345678901234?p=x", "calendars and free meeting times"],
  "meeting-transcript": [
    "meeting-transcript:///events/aGVsbG8",
    "transcripts and recaps of online meetings and meeting transcripts",
  ],
  "meeting-recap": [
    "meeting-recap:///events/aGVsbG8",
    "transcripts and recaps of online meetings and Copilot's notes of meetings and attendance of meetings that the " +
      "user organized and recordings of meetings",
  ],
  file: ["file:///b!abc/report.docx", "files"],
  "sharing-link": ["https://contoso.sharepoint.com/sites/x/report.docx", "files"],
  page: [`page:///sites/${guid}/pages/${guid}`, "SharePoint"],
  list: [`list:///sites/${guid}/lists/${guid}`, "SharePoint"],
  "list-item": [`list:///sites/${guid}/lists/${guid}/items/7`, "SharePoint"],
  "list-link": ["https://contoso.sharepoint.com/sites/x/Lists/Events/AllItems.aspx", "SharePoint"],
  "chat-messages": ["teams:///chats/19:x@thread.v2/messages", "Teams chats"],
  "chat-message": ["teams:///chats/19:x@thread.v2/messages/1", "Teams chats"],
  "channel-messages": [channel, "messages in Teams channels"],
  "channel-message": [`${channel}/1`, "messages in Teams channels"],
  "channel-reply": [`${channel}/1/replies/2`, "messages in Teams channels"],
  "onenote-notebooks": ["onenote:///notebooks", "OneNote"],
  "onenote-notebook": [
    `onenote:///notebooks/1-${guid}?siteId=contoso.sharepoint.com,${guid},${guid}`,
    "OneNote in SharePoint and SharePoint",
  ],
  "onenote-section-group": [`onenote:///sectionGroups/1-${guid}`, "OneNote"],
  "onenote-section": [`onenote:///sections/1-${guid}`, "OneNote"],
  "onenote-page": [`onenote:///pages/1-a1!2-${guid}`, "OneNote"],
  "note-link": ["https://contoso-my.sharepoint.com/personal/ann/Documents/Notes/Plans.one", "OneNote"],
  "todo-task": ["todo:///lists/AQMk/tasks/AAMk", "tasks"],
  "planner-task": ["planner:///tasks/01gzSlKkIUSUl6DF_EilrmQAKDhh", "tasks"],
};

const required = (permissions: ToolPermissions, granted: readonly string[] = []) =>
  requirePermission(permissions, new Set(granted));
const blocked = (kind: string) => new RegExp(`^Reading ${kind} is blocked\\. The organisation has not granted `);

describe("a call without its permission", () => {
  const needy = catalog.filter(({ permissions }) => permissions[0].scopes.length > 0);
  it.each(needy.map(({ name, permissions }) => ({ name, permissions })))(
    "says what is blocked to whoever calls $name",
    ({ permissions }) => {
      const kinds = permissions[0].scopes.map((scope) => permissionNamed(scope)?.reads);
      expect(kinds).not.toContain(undefined);
      expect(() => required(permissions)).toThrow(blocked(kinds.join(" and ")));
    },
  );

  it.each(Object.entries(resources))("says what is blocked to whoever reads a %s", (kind, [uri, words]) => {
    const resource = parseResourceUri(uri);
    expect(resource.kind).toBe(kind);
    expect(() => required(resourceNeeds(resource).permissions)).toThrow(blocked(words));
  });

  it("names only what is missing, by its words and by its permission", () => {
    const both: ToolPermissions = [{ scopes: ["Mail.Read", "Mail.Read.Shared"] }];
    expect(() => required(both, ["Mail.Read"])).toThrow(
      expect.objectContaining({
        code: "permission_missing",
        message:
          "Reading other people's mail is blocked. The organisation has not granted this connector the Microsoft " +
          "Graph permission Mail.Read.Shared. An Entra administrator can grant it.",
        details: { missingScopes: ["Mail.Read.Shared"] },
      }),
    );
  });

  it("is told plainly about a permission that has no words of its own", () => {
    expect(() => required([{ scopes: ["Presence.Read"] }])).toThrow(blocked("this"));
  });

  it("goes on by the best alternative that is granted as a whole", () => {
    const list: ToolPermissions = [{ scopes: ["A", "B"] }, { scopes: ["B"], reduced: "Only B" }, { scopes: ["C"] }];
    expect(required(list, ["C", "B"])).toEqual({ scopes: ["B"], reduced: "Only B" });
  });
});
