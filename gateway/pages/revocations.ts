import { catalog, type ToolName } from "#common/tools/catalog.ts";
import { bestPermission, permissionsByArgument, somebody, type ToolContract } from "#common/tools/define-tool.ts";
import { resourceNeeds } from "#common/tools/resource-uri/resource-needs.ts";
import { resourceKinds } from "#common/tools/resource-uri/resource-uri.ts";

/** Kinds of content that can be blocked alone, and the permissions to revoke: also those that give a part of it. */
export const revocations = {
  mail: ["Mail.Read", "Mail.ReadBasic"],
  sharedMail: ["Mail.Read.Shared"],
  calendar: ["Calendars.Read"],
  sharePoint: ["Sites.Read.All"],
  oneDrive: ["Files.Read.All", "Files.Read"],
  chats: ["Chat.Read", "Chat.ReadBasic"],
  channels: ["ChannelMessage.Read.All"],
  teamNames: ["Team.ReadBasic.All", "Channel.ReadBasic.All"],
  transcripts: ["OnlineMeetingTranscript.Read.All"],
  people: ["People.Read"],
  directory: ["User.Read.All"],
  notes: ["Notes.Read", "Notes.Read.All"],
  tasks: ["Tasks.Read"],
} as const satisfies Record<string, readonly string[]>;

export type RevocableContent = keyof typeof revocations;

export interface Revocation {
  content: RevocableContent;
  revoked: readonly string[];
  /** Tools that can't be called any more. */
  stopped: readonly ToolName[];
  /** Arguments that are refused, in tools that go on. */
  refusedArguments: readonly string[];
  /** Tools that go on with less than before. */
  reduced: readonly ToolName[];
  /** Whether `read_resource` reads content of this kind. */
  isResource: boolean;
}

const grantable = catalog.flatMap(({ permissions }) => permissions.flatMap(({ scopes }) => scopes));

/** What reading resources of all kinds needs, also those of others. */
const resourcePermissions = resourceKinds.flatMap((kind) =>
  [undefined, somebody].flatMap((owner) => resourceNeeds({ kind, owner }).permissions.flatMap(({ scopes }) => scopes)),
);

/** Reads each kind of content with the permission of that kind alone, so that revoking one takes nothing else away. */
const readsAnyKind = (tool: ToolContract) => tool.name === "read_resource";

/** What happens to the tools when an organisation that granted everything revokes one kind of content. */
export function listRevocations(): Revocation[] {
  const contents = Object.keys(revocations).filter((name): name is RevocableContent => name in revocations);
  const searches = catalog.filter((tool) => !readsAnyKind(tool));
  const needs = searches.flatMap(permissionsByArgument);
  return contents.map((content) => {
    const revoked: ReadonlySet<string> = new Set(revocations[content]);
    const left = new Set(grantable.filter((scope) => !revoked.has(scope)));
    const found = searches.map(({ name, permissions }) => ({ name, best: bestPermission(permissions, left) }));
    return {
      content,
      revoked: revocations[content],
      refusedArguments: needs
        .filter(({ scopes }) => scopes.some((scope) => revoked.has(scope)))
        .map(({ argument }) => argument),
      stopped: found.filter(({ best }) => best === undefined).map(({ name }) => name),
      isResource: resourcePermissions.some((scope) => revoked.has(scope)),
      reduced: found.filter(({ best }) => best?.reduced !== undefined).map(({ name }) => name),
    };
  });
}
