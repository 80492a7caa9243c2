import { catalog, type ToolName } from "#common/tools/catalog.ts";
import { bestOf, permissionsByArgument, somebody, type ToolContract } from "#common/tools/define-tool.ts";
import { type GraphPermission, isGraphPermission, permissionNames } from "#common/tools/graph-permissions.ts";
import { resourceNeeds } from "#common/tools/resource-uri/resource-needs.ts";
import { type ResourceKind, resourceKinds } from "#common/tools/resource-uri/resource-uri.ts";

/** The person's own address, which tells their mailbox and time zone. */
const always: GraphPermission = "User.Read";

const files: readonly ToolName[] = ["sharepoint_search", "sharepoint_folder_search"];
const channels: readonly ToolName[] = ["chat_message_search", "teams_list_channels", "teams_list_channel_messages"];
const chats: readonly ToolName[] = ["chat_message_search", "teams_list_chats"];

/** The searches that give uris of each kind: beside them, read_resource needs no more than what they find. */
const foundBy: Readonly<Record<ResourceKind, readonly ToolName[]>> = {
  "mail-message": ["outlook_email_search"],
  "mail-attachment": ["outlook_email_search"],
  "mail-conversation": ["outlook_email_search"],
  "mail-message-conversation": ["outlook_email_search"],
  "mail-folders": ["outlook_email_search"],
  "mail-folder": ["outlook_email_search"],
  "calendar-event": ["outlook_calendar_search"],
  "meeting-link": ["outlook_calendar_search"],
  "meeting-transcript": ["outlook_calendar_search"],
  "meeting-recap": ["outlook_calendar_search"],
  file: files,
  "sharing-link": files,
  page: files,
  list: ["sharepoint_search"],
  "list-item": ["sharepoint_search"],
  "list-link": ["sharepoint_search"],
  "chat-messages": chats,
  "chat-message": chats,
  "channel-messages": channels,
  "channel-message": channels,
  "channel-reply": channels,
  "onenote-notebooks": ["onenote_search"],
  "onenote-notebook": ["onenote_search"],
  "onenote-section-group": ["onenote_search"],
  "onenote-section": ["onenote_search"],
  "onenote-page": ["onenote_search"],
  "note-link": ["onenote_search"],
  "todo-task": ["tasks_search"],
  "planner-task": ["tasks_search"],
};

const searches = new Set(Object.values(foundBy).flat());

/** Whose a resource may be: the person's own, somebody else's, or a site's. */
const places = [{}, { owner: somebody }, { siteId: "contoso.sharepoint.com" }];

function ofResources(chosen: ReadonlySet<string>): readonly string[] {
  const beside = [...searches].some((name) => chosen.has(name));
  const read = resourceKinds.filter((kind) => !beside || foundBy[kind].some((name) => chosen.has(name)));
  return read.flatMap((kind) => places.flatMap((place) => bestOf(resourceNeeds({ kind, ...place }).permissions)));
}

function ofTool(tool: ToolContract, chosen: ReadonlySet<string>): readonly string[] {
  if (tool.name === "read_resource") return ofResources(chosen);
  return [...bestOf(tool.permissions), ...permissionsByArgument(tool).flatMap(({ scopes }) => scopes)];
}

/**
 * The least delegated permissions with which these tools do everything that they can. `read_resource` reads what the
 * chosen searches find; without any of them, every kind of resource.
 */
export function permissionsFor(tools: readonly string[]): readonly GraphPermission[] {
  const chosen = new Set(tools);
  const needed = catalog.filter(({ name }) => chosen.has(name)).flatMap((tool) => ofTool(tool, chosen));
  const all = new Set<string>([always, ...needed]);
  const unknown = [...all].find((name) => !isGraphPermission(name));
  if (unknown !== undefined) throw new Error(`${unknown} has no line in graph-permissions.ts`);
  return permissionNames.filter((name) => all.has(name));
}
