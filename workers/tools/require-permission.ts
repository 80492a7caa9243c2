import { ToolError } from "#common/errors.ts";
import { bestPermission, type ToolPermission, type ToolPermissions } from "#common/tools/define-tool.ts";

/** What each permission gives access to, for readers who do not know Graph's names. */
export const readBy: Readonly<Record<string, string>> = {
  "User.Read": "the person's own name and address",
  "User.Read.All": "the directory: managers and direct reports",
  "People.Read": "people whom the user works with",
  "Mail.Read": "mail",
  "Mail.Read.Shared": "other people's mail",
  "Calendars.Read": "calendars and free meeting times",
  "Calendars.Read.Shared": "other people's calendars",
  "Chat.Read": "Teams chats",
  "Team.ReadBasic.All": "the names of teams",
  "Channel.ReadBasic.All": "the names of channels",
  "ChannelMessage.Read.All": "messages in Teams channels",
  "OnlineMeetings.Read": "meeting transcripts",
  "OnlineMeetingTranscript.Read.All": "meeting transcripts",
  "Sites.Read.All": "SharePoint",
  "Files.Read.All": "files",
  "Tasks.Read": "tasks",
  "Notes.Read": "OneNote",
  "Notes.Read.All": "OneNote in SharePoint",
};

/** `Reading mail is blocked.` */
function blockedBy(missingScopes: readonly string[]): string {
  const kinds = new Set(missingScopes.map((scope) => readBy[scope] ?? "this"));
  return `Reading ${[...kinds].join(" and ")} is blocked.`;
}

/**
 * The best alternative that is granted.
 * @throws `permission_missing` when none is
 */
export function requirePermission(permissions: ToolPermissions, grantedScopes: ReadonlySet<string>): ToolPermission {
  const granted = bestPermission(permissions, grantedScopes);
  if (granted) return granted;
  const missing = permissions[0].scopes.filter((scope) => !grantedScopes.has(scope));
  throw permissionMissing(missing, blockedBy(missing));
}

/** The error for missing permissions. `because` is a sentence that says what they are needed for. */
export function permissionMissing(missingScopes: readonly string[], because: string): ToolError {
  const names = missingScopes.join(" and ");
  const needed = `The organisation has not granted this connector the Microsoft Graph permission ${names}.`;
  return new ToolError("permission_missing", `${because} ${needed} An Entra administrator can grant it.`, {
    missingScopes: [...missingScopes],
  });
}
