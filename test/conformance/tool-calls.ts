import type { ToolName } from "#common/tools/catalog.ts";
import type { CompositeName } from "#gateway/composites/composites.ts";
import { storyChannels } from "#test/fake-tenant/data/story/story-teams.ts";

export interface ToolCall {
  args: Record<string, unknown>;
  /** What must stand in the answer, as JSON. */
  answers: RegExp;
}

/**
 * One call of each tool, by Yuki Sato. `read_resource` has a row per form of uri instead, in resource-uris.ts. A tool
 * without one does not compile.
 */
export const toolCalls: Readonly<Record<Exclude<ToolName, "read_resource">, ToolCall>> = {
  sharepoint_search: { args: { query: "fire permit", limit: 5 }, answers: /"name":"Fire permit 2026-118\.html"/ },
  sharepoint_folder_search: { args: { name: "permit" }, answers: /"name":"Permits"/ },
  outlook_email_search: {
    args: { query: 'subject:"Arrival notice"', limit: 1 },
    answers: /"subject":"Arrival notice MV Aoi Maru/,
  },
  outlook_calendar_search: {
    args: { query: "subject:Kyoto", afterDateTime: "30 days ago", beforeDateTime: "in 30 days" },
    answers: /"subject":"Kyoto roastery weekly"/,
  },
  find_meeting_availability: {
    args: { participants: ["hana.mori@aozora-coffee.example"], duration: 60 },
    answers: /"free":\["/,
  },
  onenote_search: { args: { query: "review" }, answers: /"title":"My review .*page bodies are not searched/s },
  tasks_search: {
    args: { query: "customs" },
    answers: /"title":"Clear customs for the roaster","list":"Kyoto opening"/,
  },
  chat_message_search: { args: { query: "electrician" }, answers: /three-phase line/ },
  outlook_find_available_time: {
    args: { participants: ["room.fuji@aozora-coffee.example"], durationMinutes: 60, detail: "full" },
    answers: /"email":"room\.fuji@aozora-coffee\.example","availability":"free"/,
  },
  get_me: { args: {}, answers: /"displayName":"Yuki Sato"/ },
  get_granted_scopes: { args: {}, answers: /"grantedScopes":\[[^\]]*"Mail\.Read"/ },
  search_people: { args: { query: "Kenji" }, answers: /"manager":\{"displayName":"Ren Aoki"/ },
  teams_list_teams: { args: {}, answers: /"displayName":"Kyoto Roastery"/ },
  teams_list_channel_messages: {
    args: storyChannels.kyotoGeneral,
    answers: /fire permit 2026-118 is granted.*"replyCount":2.*When is the first inspection/,
  },
  teams_list_channels: {
    args: { teamId: storyChannels.kyotoGeneral.teamId },
    answers: /"displayName":"General".*"displayName":"Port news"/s,
  },
  teams_list_chats: {
    args: { query: "Kenji", unreadOnly: true },
    answers: /"displayName":"Kenji Tanaka".*"unread":true/,
  },
};

/** One call of each composite tool that takes what a person types, by Yuki Sato. `fetch` takes an id. */
export const compositeCalls: Readonly<Record<Exclude<CompositeName, "fetch">, ToolCall>> = {
  search: { args: { query: "electrician" }, answers: /"title":"[^"]*three-phase line[^"]*Daniel Costa/ },
};
