import { registeredPermissions } from "#test/fake-tenant/data/registered-permissions.ts";
import type { CallName } from "./own-calls.ts";

/** What an admin revokes in Entra, and what that blocks; everything else must go on. */
export interface Revocation {
  /** What is granted before. */
  granted: readonly string[];
  revoked: readonly string[];
  /** The calls that are blocked, with the first words of the refusal and the permission that it asks for. */
  refusals: Readonly<Partial<Record<CallName, readonly [words: string, permission: string]>>>;
}

const withFilesRead = registeredPermissions.map((scope) => (scope === "Files.Read.All" ? "Files.Read" : scope));

const mail = ["Reading mail is blocked.", "Mail.Read"] as const;
const calendars = ["Reading calendars and free meeting times is blocked.", "Calendars.Read"] as const;
const chats = ["Reading Teams chats is blocked.", "Chat.Read"] as const;
const tasks = ["Reading tasks is blocked.", "Tasks.Read"] as const;
const teams = ["Reading the names of teams is blocked.", "Team.ReadBasic.All"] as const;
const channels = ["Reading the names of channels is blocked.", "Channel.ReadBasic.All"] as const;
const channelMessages = ["Reading messages in Teams channels is blocked.", "ChannelMessage.Read.All"] as const;
const notes = ["Reading OneNote is blocked.", "Notes.Read"] as const;
const siteNotes = ["Reading OneNote in SharePoint is blocked.", "Notes.Read.All"] as const;
const sharePoint = ["Reading SharePoint is blocked.", "Sites.Read.All"] as const;
const files = ["Reading files is blocked.", "Files.Read.All"] as const;
const profile = ["Reading the person's own name and address is blocked.", "User.Read"] as const;
const people = ["Reading people whom the user works with is blocked.", "People.Read"] as const;
const inOneDrive = ["This item is in a OneDrive.", "Files.Read.All"] as const;

/** All that `search` asks for: one that is left would answer it. */
const searched = [
  "Sites.Read.All",
  "Files.Read.All",
  "Mail.Read",
  "Chat.Read",
  "Calendars.Read",
  "Notes.Read",
  "Notes.Read.All",
  "Tasks.Read",
];

/** What needs to read mail, whatever else is granted. */
const readsOfMail = {
  outlook_email_search: mail,
  "a mail": mail,
  "a mail's address": mail,
  "a conversation": mail,
  fetch: mail,
};

export const revocations: readonly Revocation[] = [
  {
    granted: registeredPermissions,
    revoked: ["Mail.Read"],
    refusals: readsOfMail,
  },
  {
    granted: registeredPermissions,
    revoked: ["Calendars.Read"],
    refusals: {
      outlook_calendar_search: calendars,
      find_meeting_availability: calendars,
      outlook_find_available_time: calendars,
      "an event": calendars,
    },
  },
  {
    granted: registeredPermissions,
    revoked: ["Chat.Read"],
    refusals: { chat_message_search: chats, teams_list_chats: chats, "a chat": chats, "a chat's address": chats },
  },
  { granted: registeredPermissions, revoked: ["Team.ReadBasic.All"], refusals: { teams_list_teams: teams } },
  { granted: registeredPermissions, revoked: ["Channel.ReadBasic.All"], refusals: { teams_list_channels: channels } },
  {
    granted: registeredPermissions,
    revoked: ["ChannelMessage.Read.All"],
    refusals: { teams_list_channel_messages: channelMessages },
  },
  {
    granted: registeredPermissions,
    revoked: ["Sites.Read.All"],
    refusals: {
      sharepoint_folder_search: sharePoint,
      "a site's file": ["This item is in a SharePoint site.", "Sites.Read.All"],
      "a site's note": sharePoint,
    },
  },
  { granted: registeredPermissions, revoked: ["Tasks.Read"], refusals: { tasks_search: tasks, "a task": tasks } },
  // Notes.Read.All covers the own notebooks too.
  { granted: registeredPermissions, revoked: ["Notes.Read.All"], refusals: { "a site's note": siteNotes } },
  {
    granted: registeredPermissions,
    revoked: ["Notes.Read", "Notes.Read.All"],
    refusals: { onenote_search: notes, "a note": notes, "a site's note": siteNotes },
  },
  { granted: registeredPermissions, revoked: ["Files.Read.All"], refusals: { "an own file": inOneDrive } },
  // The broader one includes it.
  { granted: registeredPermissions, revoked: ["User.Read", "User.Read.All"], refusals: { get_me: profile } },
  { granted: registeredPermissions, revoked: ["People.Read"], refusals: { search_people: people } },
  { granted: registeredPermissions, revoked: ["User.Read.All"], refusals: {} },
  // It tells the time zone and nothing else, and without it calendars do.
  { granted: [...registeredPermissions, "MailboxSettings.Read"], revoked: ["MailboxSettings.Read"], refusals: {} },
  { granted: withFilesRead, revoked: ["Files.Read"], refusals: { "an own file": inOneDrive } },
  {
    granted: registeredPermissions,
    revoked: ["Sites.Read.All", "Files.Read.All"],
    refusals: {
      sharepoint_search: sharePoint,
      sharepoint_folder_search: sharePoint,
      "an own file": files,
      "a site's file": files,
      "a site's note": sharePoint,
    },
  },
  {
    granted: registeredPermissions,
    revoked: searched,
    refusals: {
      ...readsOfMail,
      outlook_calendar_search: calendars,
      find_meeting_availability: calendars,
      outlook_find_available_time: calendars,
      "an event": calendars,
      chat_message_search: chats,
      teams_list_chats: chats,
      "a chat": chats,
      "a chat's address": chats,
      sharepoint_search: sharePoint,
      sharepoint_folder_search: sharePoint,
      search: sharePoint,
      "an own file": files,
      "a site's file": files,
      onenote_search: notes,
      "a note": notes,
      "a site's note": [
        "Reading OneNote in SharePoint and SharePoint is blocked.",
        "Notes.Read.All and Sites.Read.All",
      ],
      tasks_search: tasks,
      "a task": tasks,
    },
  },
];
