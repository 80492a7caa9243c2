import type { ToolPermission, ToolPermissions } from "./define-tool.ts";

/*
 * Who may read what: the delegated permissions of Microsoft Graph that each kind of content needs, best alternative
 * first. https://learn.microsoft.com/graph/permissions-reference
 */

/** Nothing but the sign-in. */
export const noPermissions: ToolPermissions = [{ scopes: [] }];

/** The user's own profile. An organisation that lets people sign in usually grants it, and nothing else. */
export const profilePermissions: ToolPermissions = [{ scopes: ["User.Read"] }];

/** People whom the user works with, and all others of the organisation with what the directory knows of them. */
export const peoplePermissions: ToolPermissions = [
  { scopes: ["People.Read", "User.Read.All"] },
  {
    scopes: ["People.Read", "User.ReadBasic.All"],
    reduced:
      "Of people whom the user does not work with only names and addresses, of nobody managers and direct " +
      "reports (needs User.Read.All)",
  },
  {
    scopes: ["People.Read"],
    reduced: "Only people whom the user works with, without managers and direct reports (needs User.Read.All)",
  },
  { scopes: ["User.Read.All"], reduced: "Only the directory: not whom the user works with (needs People.Read)" },
  {
    scopes: ["User.ReadBasic.All"],
    reduced: "Only names and addresses in the directory (needs People.Read and User.Read.All)",
  },
];

/** The user's own mailbox. */
export const ownMailPermissions: ToolPermissions = [
  { scopes: ["Mail.Read"] },
  { scopes: ["Mail.ReadBasic"], reduced: "Only metadata: no text search, preview or body (needs Mail.Read)" },
];

/** Another person's mailbox. Mail.Read too, so that revoking Mail.Read blocks all mail. */
const sharedMailPermissions: ToolPermissions = [{ scopes: ["Mail.Read", "Mail.Read.Shared"] }];

/** The mailbox of `owner`, or the user's own. */
export function mailPermissions(owner: string | undefined): ToolPermissions {
  return owner === undefined ? ownMailPermissions : sharedMailPermissions;
}

/** Attachments of mail: Mail.ReadBasic gives none. */
export function mailAttachmentPermissions(owner: string | undefined): ToolPermissions {
  return owner === undefined ? [ownMailPermissions[0]] : sharedMailPermissions;
}

/** The user's own calendar, and the free and busy times of colleagues. */
export const ownCalendarPermissions: ToolPermissions = [{ scopes: ["Calendars.Read"] }];

/** Another person's calendar. Calendars.Read too, so that revoking it blocks all calendars. */
const sharedCalendarPermissions: ToolPermissions = [{ scopes: ["Calendars.Read", "Calendars.Read.Shared"] }];

/** The calendar of `owner`, or the user's own. */
export function calendarPermissions(owner: string | undefined): ToolPermissions {
  return owner === undefined ? ownCalendarPermissions : sharedCalendarPermissions;
}

const ownDriveOnly = "Only the user's own OneDrive; SharePoint sites and others' files need Sites.Read.All";

/** Searching files: everywhere, or in the user's own OneDrive alone. Sites.Selected can't search at all. */
export const fileSearchPermissions: ToolPermissions = [
  { scopes: ["Sites.Read.All"] },
  { scopes: ["Files.Read.All"], reduced: ownDriveOnly },
  { scopes: ["Files.Read"], reduced: ownDriveOnly },
];

/** Anything in SharePoint. */
export const sitePermissions: ToolPermissions = [{ scopes: ["Sites.Read.All"] }];

/** Reading a file, before it is known which kind of drive it is in; the handler checks that one. */
export const anyFilePermissions: ToolPermissions = [
  { scopes: ["Files.Read.All"] },
  { scopes: ["Sites.Read.All"], reduced: "Only files in SharePoint sites" },
  { scopes: ["Files.Read"], reduced: "Only the user's own OneDrive" },
];

export const chatPermissions: ToolPermissions = [{ scopes: ["Chat.Read"] }];

/** A chat: with its messages, or who is in it alone. */
export const chatOrMembersPermissions: ToolPermissions = [
  ...chatPermissions,
  { scopes: ["Chat.ReadBasic"], reduced: "Of a chat only its name and members, no messages (needs Chat.Read)" },
  { scopes: ["ChatMember.Read"], reduced: "Of a chat only its members, no messages (needs Chat.Read)" },
];

export const channelPermissions: ToolPermissions = [{ scopes: ["ChannelMessage.Read.All"] }];

/** The names of teams and of channels. Neither gives messages. */
export const teamListPermissions: ToolPermissions = [{ scopes: ["Team.ReadBasic.All"] }];
export const channelListPermissions: ToolPermissions = [{ scopes: ["Channel.ReadBasic.All"] }];

export const scanOnly = "Only recent chats, scanned one by one, and no channels (needs ChannelMessage.Read.All)";
export const chatListOnly = "Only the list of chats: no messages, and no search (needs Chat.Read)";

export const chatsWithoutMessages =
  "Only names and members of chats, in no order: not the last message, nor what is unread (needs Chat.Read)";

/** The list of the user's chats. */
export const chatListPermissions: ToolPermissions = [
  ...chatPermissions,
  { scopes: ["Chat.ReadBasic"], reduced: chatsWithoutMessages },
];

/** Microsoft Search finds chat messages only with both. */
export const chatSearchPermissions: ToolPermissions = [
  { scopes: ["Chat.Read", "ChannelMessage.Read.All"] },
  { scopes: ["Chat.Read"], reduced: scanOnly },
  { scopes: ["Chat.ReadBasic"], reduced: chatListOnly },
];

/** A meeting by the link to join it: its event, or its chat alone. */
export const meetingPermissions: ToolPermissions = [
  ...ownCalendarPermissions,
  ...chatOrMembersPermissions.map(({ scopes }) => ({
    scopes,
    reduced: "Only the meeting's chat (the event: Calendars.Read)",
  })),
];

/** What was said in online meetings. */
export const transcriptPermissions: ToolPermissions = [
  { scopes: ["OnlineMeetings.Read", "OnlineMeetingTranscript.Read.All"] },
];

/** What is left of a meeting beside its transcript, and by which permission each part is read. */
const recapParts = [
  { scope: "OnlineMeetingAiInsight.Read.All", part: "Copilot's notes" },
  { scope: "OnlineMeetingArtifact.Read.All", part: "attendance" },
  { scope: "OnlineMeetingRecording.Read.All", part: "recordings" },
] as const;

type RecapPart = (typeof recapParts)[number];

function withRecapParts(parts: readonly RecapPart[]): ToolPermission {
  const left = recapParts.filter((one) => !parts.includes(one));
  const scopes = ["OnlineMeetings.Read", ...parts.map(({ scope }) => scope)];
  if (left.length === 0) return { scopes };
  const [names, needed] = [left.map(({ part }) => part).join(" or "), left.map(({ scope }) => scope).join(", ")];
  return { scopes, reduced: `Of the recap of a meeting no ${names} (needs ${needed})` };
}

const [insights, artifacts, recordings] = recapParts;

/** The recap of a meeting: the parts that are granted. */
export const recapPermissions: ToolPermissions = [
  withRecapParts(recapParts),
  ...[
    [insights, artifacts],
    [insights, recordings],
    [artifacts, recordings],
    [insights],
    [artifacts],
    [recordings],
  ].map(withRecapParts),
];

/** The user's own tasks in To Do, and those assigned to them in Planner. */
export const taskPermissions: ToolPermissions = [{ scopes: ["Tasks.Read"] }];

/** The user's own notebooks. */
const ownNotePermissions: ToolPermissions = [{ scopes: ["Notes.Read"] }];

/** The notebooks of a site: in SharePoint as well, so that revoking Sites.Read.All blocks them too. */
const siteNotePermissions: ToolPermissions = [{ scopes: ["Notes.Read.All", "Sites.Read.All"] }];

/** The notebooks of a site, or the user's own. */
export function notePermissions(site: string | undefined): ToolPermissions {
  return site === undefined ? ownNotePermissions : siteNotePermissions;
}

const othersOnly = "Only the kinds of content whose own permission is granted";

/** Permissions of which each is enough to read at least one kind of resource. */
export const anyResourcePermissions: ToolPermissions = [
  { scopes: ["Mail.Read"] },
  {
    scopes: ["Mail.ReadBasic"],
    reduced: "Of mail only the metadata, no bodies and attachments (needs Mail.Read)",
  },
  ...[
    ["Calendars.Read"],
    ["Sites.Read.All"],
    ["Files.Read.All"],
    ["Files.Read"],
    ["Chat.Read"],
    ["Chat.ReadBasic"],
    ["ChatMember.Read"],
    ["ChannelMessage.Read.All"],
    ...["OnlineMeetingTranscript.Read.All", ...recapParts.map(({ scope }) => scope)].map((scope) => [
      "OnlineMeetings.Read",
      scope,
    ]),
    ["Tasks.Read"],
    ["Notes.Read"],
  ].map((scopes) => ({ scopes, reduced: othersOnly })),
];
