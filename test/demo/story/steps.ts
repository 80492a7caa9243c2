import type { ToolName } from "#common/tools/catalog.ts";
import { findAvailableTime } from "./find-available-time.ts";
import { findTimes } from "./find-times.ts";
import { tellPermissions } from "./get-granted-scopes.ts";
import { tellWhoAsks } from "./get-me.ts";
import { listChannelMessages } from "./list-channel-messages.ts";
import { listChannels } from "./list-channels.ts";
import { listChats } from "./list-chats.ts";
import { listTeams } from "./list-teams.ts";
import { readResources } from "./read-resources.ts";
import type { Scene } from "./scene.ts";
import { searchCalendar } from "./search-calendar.ts";
import { searchChats } from "./search-chats.ts";
import { searchFiles } from "./search-files.ts";
import { searchFolders } from "./search-folders.ts";
import { searchMail } from "./search-mail.ts";
import { searchNotes } from "./search-notes.ts";
import { findPerson } from "./search-people.ts";
import { searchTasks } from "./search-tasks.ts";

/** Shows what one tool does, and checks every answer. Rejects with a `WrongAnswer`. */
export type StoryStep = (scene: Scene) => Promise<void>;

/** One step per tool of the catalog. A tool without one does not compile. */
const steps: { readonly [Name in ToolName]: StoryStep } = {
  sharepoint_search: searchFiles,
  sharepoint_folder_search: searchFolders,
  outlook_email_search: searchMail,
  outlook_calendar_search: searchCalendar,
  find_meeting_availability: findTimes,
  chat_message_search: searchChats,
  onenote_search: searchNotes,
  tasks_search: searchTasks,
  read_resource: readResources,
  outlook_find_available_time: findAvailableTime,
  get_me: tellWhoAsks,
  get_granted_scopes: tellPermissions,
  search_people: findPerson,
  teams_list_chats: listChats,
  teams_list_teams: listTeams,
  teams_list_channels: listChannels,
  teams_list_channel_messages: listChannelMessages,
};

/**
 * The steps for these tools, in their order.
 * @throws naming every tool that has none
 */
export function stepsFor(tools: readonly { name: string; title: string }[]): { title: string; step: StoryStep }[] {
  const known = new Map<string, StoryStep>(Object.entries(steps));
  const missing = tools.filter(({ name }) => !known.has(name)).map(({ name }) => name);
  if (missing.length > 0) {
    throw new Error(
      `The demo has no step for ${missing.join(", ")}: write one and list it in test/demo/story/steps.ts.`,
    );
  }
  return tools.flatMap(({ name, title }) => {
    const step = known.get(name);
    return step === undefined ? [] : [{ title: `${title} (${name})`, step }];
  });
}
