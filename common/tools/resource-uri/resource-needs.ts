import type { ToolNeeds } from "#common/tools/define-tool.ts";
import {
  anyFilePermissions,
  calendarPermissions,
  channelPermissions,
  chatOrMembersPermissions,
  chatPermissions,
  mailAttachmentPermissions,
  mailPermissions,
  meetingPermissions,
  notePermissions,
  recapPermissions,
  sitePermissions,
  taskPermissions,
  transcriptPermissions,
} from "#common/tools/permissions.ts";
import { noteTargetIn } from "./addresses/sharepoint-addresses.ts";
import type { ResourceKind } from "./resource-uri.ts";

/** The workload and the permissions that reading a resource needs, by the kind of its uri. */
export function resourceNeeds(resource: {
  kind: ResourceKind;
  owner?: string | undefined;
  siteId?: string | undefined;
  link?: string | undefined;
}): Pick<ToolNeeds, "workload" | "permissions"> {
  switch (resource.kind) {
    case "mail-message":
    case "mail-conversation":
    case "mail-message-conversation":
    case "mail-folders":
    case "mail-folder":
      return { workload: "outlook", permissions: mailPermissions(resource.owner) };
    case "mail-attachment":
      return { workload: "outlook", permissions: mailAttachmentPermissions(resource.owner) };
    case "calendar-event":
      return { workload: "outlook", permissions: calendarPermissions(resource.owner) };
    case "meeting-link":
      return { workload: "outlook", permissions: meetingPermissions };
    case "meeting-transcript":
      return { workload: "teams", permissions: transcriptPermissions };
    case "meeting-recap":
      return { workload: "teams", permissions: recapPermissions };
    case "file":
    case "sharing-link":
      return { workload: "files", permissions: anyFilePermissions };
    case "page":
    case "list":
    case "list-item":
    case "list-link":
      return { workload: "files", permissions: sitePermissions };
    case "chat-messages":
      return { workload: "teams", permissions: chatOrMembersPermissions };
    case "chat-message":
      return { workload: "teams", permissions: chatPermissions };
    case "channel-messages":
    case "channel-message":
    case "channel-reply":
      return { workload: "teams", permissions: channelPermissions };
    case "onenote-notebooks":
    case "onenote-notebook":
    case "onenote-section-group":
    case "onenote-section":
    case "onenote-page":
      return { workload: "files", permissions: notePermissions(resource.siteId) };
    case "note-link":
      return {
        workload: "files",
        permissions: notePermissions(resource.siteId ?? noteTargetIn(resource.link ?? "")?.site),
      };
    case "todo-task":
    case "planner-task":
      return { workload: "outlook", permissions: taskPermissions };
  }
}
