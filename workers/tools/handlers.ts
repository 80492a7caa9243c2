import type { catalog, ToolName } from "#common/tools/catalog.ts";
import { findMeetingAvailabilityHandler, outlookFindAvailableTimeHandler } from "./calendar/find-times.ts";
import { outlookCalendarSearchHandler } from "./calendar/outlook-calendar-search.ts";
import { sharepointFolderSearchHandler } from "./files/sharepoint-folder-search.ts";
import { sharepointSearchHandler } from "./files/sharepoint-search.ts";
import { outlookEmailSearchHandler } from "./mail/outlook-email-search.ts";
import { onenoteSearchHandler } from "./notes/onenote-search.ts";
import { getGrantedScopesHandler } from "./people/get-granted-scopes.ts";
import { getMeHandler } from "./people/get-me.ts";
import { searchPeopleHandler } from "./people/search-people.ts";
import { readResourceHandler } from "./resources/read-resource.ts";
import { tasksSearchHandler } from "./tasks/tasks-search.ts";
import { chatMessageSearchHandler } from "./teams/chat-message-search.ts";
import { teamsListChannelsHandler, teamsListTeamsHandler } from "./teams/teams-and-channels.ts";
import { teamsListChannelMessagesHandler } from "./teams/teams-list-channel-messages.ts";
import { teamsListChatsHandler } from "./teams/teams-list-chats.ts";
import type { ToolHandler } from "./tool-context.ts";

type ContractOf<Name extends ToolName> = Extract<(typeof catalog)[number], { name: Name }>;

/** The handler of each contract in the catalog. A contract without one does not compile. */
export const handlers = {
  sharepoint_search: sharepointSearchHandler,
  sharepoint_folder_search: sharepointFolderSearchHandler,
  outlook_email_search: outlookEmailSearchHandler,
  outlook_calendar_search: outlookCalendarSearchHandler,
  find_meeting_availability: findMeetingAvailabilityHandler,
  chat_message_search: chatMessageSearchHandler,
  onenote_search: onenoteSearchHandler,
  tasks_search: tasksSearchHandler,
  read_resource: readResourceHandler,
  outlook_find_available_time: outlookFindAvailableTimeHandler,
  get_me: getMeHandler,
  get_granted_scopes: getGrantedScopesHandler,
  search_people: searchPeopleHandler,
  teams_list_chats: teamsListChatsHandler,
  teams_list_teams: teamsListTeamsHandler,
  teams_list_channels: teamsListChannelsHandler,
  teams_list_channel_messages: teamsListChannelMessagesHandler,
} satisfies { readonly [Name in ToolName]: ToolHandler<ContractOf<Name>> };

/** What a tool answers, before it is written for a model; `now` is added to what the handler gives. */
export type AnswerOf<Name extends ToolName> = Awaited<ReturnType<(typeof handlers)[Name]["run"]>> & { now?: string };

/** The handler of a tool of this wire name; undefined for a name that is not in the catalog. */
export function findHandler(name: string): ToolHandler | undefined {
  const byName: Readonly<Record<string, ToolHandler>> = handlers;
  return Object.hasOwn(byName, name) ? byName[name] : undefined;
}
