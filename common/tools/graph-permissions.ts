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
export type RevocableContent = (typeof revocableContents)[number];

interface Permission {
  /** The same in every tenant. */
  id: string;
  /** What is read by it, for readers who do not know Graph's names. */
  reads: string;
  /** The kinds of content that are blocked when it is revoked, with all others that name the same kind. */
  blocks?: readonly RevocableContent[];
  /** Where Microsoft serves it; by default in every cloud. */
  clouds?: readonly CloudName[];
  /** Why no tool can read anything by it, and Microsoft's page that says so. */
  withoutEffect?: { because: string; page: string };
}

const withUs = ["public", "usgov", "dod"] as const;
const importAndExport = "https://learn.microsoft.com/graph/api/resources/mailbox-import-export-api-overview";

/**
 * Every delegated permission of Microsoft Graph that the connector knows, in the order in which registrations and
 * documents list them: all other lists of permissions follow from this one and the contracts. The ids are from
 * https://learn.microsoft.com/graph/permissions-reference, compared with `permissions-descriptions.json` in
 * https://github.com/microsoftgraph/microsoft-graph-devx-content/tree/6cbd6bb/permissions.
 */
export const graphPermissions = {
  "User.Read": { id: "e1fe6dd8-ba31-4d61-89e7-88639da4683d", reads: "the person's own name and address" },
  "User.Read.All": {
    id: "a154be20-db9c-4678-8ab7-66f6cc099a59",
    reads: "the directory: managers and direct reports",
    blocks: ["people", "directory"],
  },
  "User.ReadBasic.All": {
    id: "b340eb25-3456-403f-be2f-af7a0d370277",
    reads: "names and addresses in the directory",
    blocks: ["people", "directory"],
  },
  "People.Read": {
    id: "ba47897c-39ec-4d83-8086-ee8256fa737d",
    reads: "people whom the user works with",
    blocks: ["people"],
  },
  "Mail.Read": { id: "570282fd-fa5c-430d-a7fd-fc8dc98a9dca", reads: "mail", blocks: ["mail"] },
  "Mail.ReadBasic": {
    id: "a4b8392a-d8d1-4954-a029-8e668a39a170",
    reads: "who wrote mail, when and about what",
    blocks: ["mail"],
  },
  "Mail.Read.Shared": {
    id: "7b9103a5-4610-446b-9670-80643382c1fa",
    reads: "other people's mail",
    blocks: ["sharedMail"],
  },
  "MailboxFolder.Read": {
    id: "52dc2051-4958-4636-8f2a-281d39c6981c",
    reads: "nothing",
    withoutEffect: {
      because:
        "It gives names of folders to programs that import and export mailboxes, by an id of the mailbox that only " +
        "User.Read.All tells; no message can be read by them. Mail.ReadBasic lists folders.",
      page: importAndExport,
    },
  },
  "MailboxItem.Read": {
    id: "82305458-296d-4edd-8b0b-74dd74c34526",
    reads: "nothing",
    withoutEffect: {
      because:
        "It gives sizes, dates and categories of items, without sender, subject or text. Mail.ReadBasic has more.",
      page: "https://learn.microsoft.com/graph/api/resources/mailboxitem",
    },
  },
  "MailboxSettings.Read": { id: "87f447af-9fa4-4c32-9dfa-4a57a73d18ce", reads: "the user's time zone" },
  "Calendars.Read": {
    id: "465a38f9-76ea-45b9-9f34-9e8b0d4b0b42",
    reads: "calendars and free meeting times",
    blocks: ["calendar"],
  },
  "Calendars.Read.Shared": {
    id: "2b9c4092-424d-4249-948d-b43879977640",
    reads: "other people's calendars",
    blocks: ["sharedCalendar"],
  },
  "Files.Read.All": { id: "df85f4d6-205c-4ac5-a5ea-6bf408dba283", reads: "files", blocks: ["oneDrive"] },
  "Files.Read": {
    id: "10465720-29dd-4523-a11a-6a75c743c9d9",
    reads: "files in the user's own OneDrive",
    blocks: ["oneDrive"],
  },
  "Sites.Read.All": { id: "205e70e5-aba6-4c52-a976-6d2d46c48043", reads: "SharePoint", blocks: ["sharePoint"] },
  "Chat.Read": { id: "f501c180-9344-439a-bca0-6cbf209fd270", reads: "Teams chats", blocks: ["chats"] },
  "Chat.ReadBasic": {
    id: "9547fcb5-d03f-419d-9948-5928bbf71b0f",
    reads: "names and members of Teams chats",
    blocks: ["chats"],
  },
  "ChatMember.Read": {
    id: "c5a9e2b1-faf6-41d4-8875-d381aa549b24",
    reads: "members of Teams chats",
    blocks: ["chats"],
  },
  "ChatMessage.Read": {
    id: "cdcdac3a-fd45-410d-83ef-554db620e5c7",
    reads: "nothing",
    withoutEffect: {
      because: "Microsoft names no request that it opens: messages of chats need Chat.Read.",
      page: "https://learn.microsoft.com/graph/api/chat-list-messages",
    },
  },
  "Team.ReadBasic.All": {
    id: "485be79e-c497-4b35-9400-0e3fa7f2a5d4",
    reads: "the names of teams",
    blocks: ["teamNames"],
  },
  "Channel.ReadBasic.All": {
    id: "9d8982ae-4365-4f57-95e9-d6032a4c0b87",
    reads: "the names of channels",
    blocks: ["teamNames"],
  },
  "ChannelMessage.Read.All": {
    id: "767156cb-16ae-4d10-8f8b-41b657c8c8c8",
    reads: "messages in Teams channels",
    blocks: ["channels"],
  },
  "OnlineMeetings.Read": {
    id: "9be106e1-f4e3-4df5-bdff-e4bc531cbe43",
    reads: "transcripts and recaps of online meetings",
  },
  "OnlineMeetingTranscript.Read.All": {
    id: "30b87d18-ebb1-45db-97f8-82ccb1f0190c",
    reads: "meeting transcripts",
    blocks: ["transcripts"],
  },
  "OnlineMeetingAiInsight.Read.All": {
    id: "166741d6-eeb8-46fe-91f4-817d2af7bc88",
    reads: "Copilot's notes of meetings",
    blocks: ["recaps"],
    clouds: ["public"],
  },
  "OnlineMeetingArtifact.Read.All": {
    id: "110e5abb-a10c-4b59-8b55-9b4daa4ef743",
    reads: "attendance of meetings that the user organized",
    blocks: ["attendance"],
    clouds: withUs,
  },
  "OnlineMeetingRecording.Read.All": {
    id: "190c2bb6-1fdd-4fec-9aa2-7d571b5e1fe3",
    reads: "recordings of meetings",
    blocks: ["recordings"],
    clouds: withUs,
  },
  "Notes.Read": { id: "371361e4-b9e2-4a3f-8315-2a301a3b0a3d", reads: "OneNote", blocks: ["notes"] },
  "Notes.Read.All": {
    id: "dfabfca6-ee36-4db2-8208-7a28381419b3",
    reads: "OneNote in SharePoint",
    blocks: ["notes"],
  },
  "Tasks.Read": { id: "f45671fb-e0fe-4b4b-be20-3d3ce43f1bcb", reads: "tasks", blocks: ["tasks"] },
} as const satisfies Readonly<Record<string, Permission>>;

export type GraphPermission = keyof typeof graphPermissions;

/** Whether a text is the name of one of these permissions. */
export const isGraphPermission = (name: string): name is GraphPermission => Object.hasOwn(graphPermissions, name);

/** What the list says of a permission. Undefined for one that it does not have. */
export const permissionNamed = (name: string): Permission | undefined =>
  isGraphPermission(name) ? graphPermissions[name] : undefined;

/** The names of all, in their order. */
export const permissionNames: readonly GraphPermission[] = Object.keys(graphPermissions).filter(isGraphPermission);

/** Whether Microsoft serves a permission in a cloud. */
export const isServedIn = (name: string, cloud: CloudName): boolean =>
  permissionNamed(name)?.clouds?.includes(cloud) ?? true;
