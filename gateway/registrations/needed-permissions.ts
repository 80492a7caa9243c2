import { catalog, type ToolName } from "#common/tools/catalog.ts";
import { bestOf, permissionsByArgument, somebody, type ToolContract } from "#common/tools/define-tool.ts";
import { resourceNeeds } from "#common/tools/resource-uri/resource-needs.ts";
import { type ResourceKind, resourceKinds } from "#common/tools/resource-uri/resource-uri.ts";

/** Microsoft Graph's application id, the same in every tenant and cloud. */
export const graphAppId = "00000003-0000-0000-c000-000000000000";

/**
 * The ids of delegated permissions of Microsoft Graph, in the order in which registrations and documents list them.
 * From https://learn.microsoft.com/graph/permissions-reference, compared with `permissions-descriptions.json` in
 * https://github.com/microsoftgraph/microsoft-graph-devx-content/tree/6cbd6bb/permissions.
 */
export const graphPermissionIds = {
  "User.Read": "e1fe6dd8-ba31-4d61-89e7-88639da4683d",
  "User.Read.All": "a154be20-db9c-4678-8ab7-66f6cc099a59",
  "People.Read": "ba47897c-39ec-4d83-8086-ee8256fa737d",
  "Mail.Read": "570282fd-fa5c-430d-a7fd-fc8dc98a9dca",
  "Mail.ReadBasic": "a4b8392a-d8d1-4954-a029-8e668a39a170",
  "Mail.Read.Shared": "7b9103a5-4610-446b-9670-80643382c1fa",
  "MailboxSettings.Read": "87f447af-9fa4-4c32-9dfa-4a57a73d18ce",
  "Calendars.Read": "465a38f9-76ea-45b9-9f34-9e8b0d4b0b42",
  "Calendars.Read.Shared": "2b9c4092-424d-4249-948d-b43879977640",
  "Files.Read.All": "df85f4d6-205c-4ac5-a5ea-6bf408dba283",
  "Files.Read": "10465720-29dd-4523-a11a-6a75c743c9d9",
  "Sites.Read.All": "205e70e5-aba6-4c52-a976-6d2d46c48043",
  "Chat.Read": "f501c180-9344-439a-bca0-6cbf209fd270",
  "Chat.ReadBasic": "9547fcb5-d03f-419d-9948-5928bbf71b0f",
  "Team.ReadBasic.All": "485be79e-c497-4b35-9400-0e3fa7f2a5d4",
  "Channel.ReadBasic.All": "9d8982ae-4365-4f57-95e9-d6032a4c0b87",
  "ChannelMessage.Read.All": "767156cb-16ae-4d10-8f8b-41b657c8c8c8",
  "OnlineMeetings.Read": "9be106e1-f4e3-4df5-bdff-e4bc531cbe43",
  "OnlineMeetingTranscript.Read.All": "30b87d18-ebb1-45db-97f8-82ccb1f0190c",
  "Notes.Read": "371361e4-b9e2-4a3f-8315-2a301a3b0a3d",
  "Notes.Read.All": "dfabfca6-ee36-4db2-8208-7a28381419b3",
  "Tasks.Read": "f45671fb-e0fe-4b4b-be20-3d3ce43f1bcb",
  offline_access: "7427e0e9-2fba-42fe-b0c0-848c9e6a8182",
} as const;

export type GraphPermission = keyof typeof graphPermissionIds;

/** Whether a text is the name of one of these permissions. */
export const isGraphPermission = (name: string): name is GraphPermission => Object.hasOwn(graphPermissionIds, name);

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
  file: files,
  "sharing-link": files,
  page: files,
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
  if (unknown !== undefined) throw new Error(`${unknown} has no line in graph-permission-ids.ts`);
  return Object.keys(graphPermissionIds)
    .filter(isGraphPermission)
    .filter((name) => all.has(name));
}
