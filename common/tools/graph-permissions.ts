import { z } from "zod";
import listed from "./graph-permissions.json" with { type: "json" };
import type { CloudName } from "./resource-uri/addresses/microsoft-hosts.ts";

/** The kinds of content that can be blocked alone, in the order in which the page for admins lists them. */
export const revocableContents = [
  "mail",
  "sharedMail",
  "calendar",
  "sharedCalendar",
  "sharePoint",
  "oneDrive",
  "chats",
  "channels",
  "teamNames",
  "transcripts",
  "recaps",
  "attendance",
  "recordings",
  "people",
  "directory",
  "notes",
  "tasks",
] as const;

const permission = z.strictObject({
  /** The same in every tenant. */
  id: z.guid(),
  /** What is read by it, for readers who do not know Graph's names. */
  reads: z.string(),
  /** The kinds of content that are blocked when it is revoked, with all others that name the same kind. */
  blocks: z.array(z.enum(revocableContents)).optional(),
  /** Clouds in which Microsoft serves it; by default every one. */
  clouds: z.array(z.enum(["public", "usgov", "dod", "china"] satisfies CloudName[])).optional(),
  /** Why no tool can read anything by it, and Microsoft's page that says so. */
  withoutEffect: z.strictObject({ because: z.string(), page: z.url() }).optional(),
});

type Permission = z.output<typeof permission>;
export type GraphPermission = keyof typeof listed;

/** Whether a text is the name of one of these permissions. */
export const isGraphPermission = (name: string): name is GraphPermission => Object.hasOwn(listed, name);

/** The names of all, in their order. */
export const permissionNames: readonly GraphPermission[] = Object.keys(listed).filter(isGraphPermission);

/**
 * Every delegated permission of Microsoft Graph that the connector knows, in the order in which registrations and
 * documents list them: all other lists of permissions follow from this one and the contracts. The ids are from
 * https://learn.microsoft.com/graph/permissions-reference, compared with `permissions-descriptions.json` in
 * https://github.com/microsoftgraph/microsoft-graph-devx-content/tree/6cbd6bb/permissions.
 */
export const graphPermissions = z.record(z.enum(permissionNames), permission).parse(listed);

/** What the list says of a permission. Undefined for one that it does not have. */
export const permissionNamed = (name: string): Permission | undefined =>
  isGraphPermission(name) ? graphPermissions[name] : undefined;

export const isServedIn = (name: string, cloud: CloudName): boolean =>
  permissionNamed(name)?.clouds?.includes(cloud) ?? true;
