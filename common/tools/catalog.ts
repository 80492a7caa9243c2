import { chatMessageSearch } from "./chat-message-search.ts";
import type { ToolContract } from "./define-tool.ts";
import { findMeetingAvailability, outlookFindAvailableTime } from "./meeting-times.ts";
import { onenoteSearch } from "./onenote-search.ts";
import { outlookCalendarSearch } from "./outlook-calendar-search.ts";
import { outlookEmailSearch } from "./outlook-email-search.ts";
import { getGrantedScopes, getMe, searchPeople } from "./people.ts";
import { readResource } from "./read-resource.ts";
import { sharepointFolderSearch } from "./sharepoint-folder-search.ts";
import { sharepointSearch } from "./sharepoint-search.ts";
import { tasksSearch } from "./tasks-search.ts";
import { teamsListChannelMessages, teamsListChannels, teamsListChats, teamsListTeams } from "./teams-lists.ts";

/** Every tool, in the order in which clients see them. */
export const catalog = [
  sharepointSearch,
  sharepointFolderSearch,
  outlookEmailSearch,
  outlookCalendarSearch,
  findMeetingAvailability,
  chatMessageSearch,
  onenoteSearch,
  tasksSearch,
  readResource,
  outlookFindAvailableTime,
  getMe,
  getGrantedScopes,
  searchPeople,
  teamsListChats,
  teamsListTeams,
  teamsListChannels,
  teamsListChannelMessages,
] as const satisfies readonly ToolContract[];

export type ToolName = (typeof catalog)[number]["name"];

/** The contract with this wire name. */
export function findTool(name: string): ToolContract | undefined {
  return catalog.find((tool) => tool.name === name);
}
