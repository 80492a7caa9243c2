import type { ToolName } from "#common/tools/catalog.ts";
import type { RequestRow } from "./known-request.ts";

/** Tools that take times, or show them. */
const datedTools: readonly ToolName[] = [
  "sharepoint_search",
  "sharepoint_folder_search",
  "outlook_email_search",
  "outlook_calendar_search",
  "find_meeting_availability",
  "chat_message_search",
  "onenote_search",
  "tasks_search",
  "read_resource",
  "outlook_find_available_time",
  "get_me",
  "teams_list_chats",
  "teams_list_channel_messages",
];
const calendars = "Calendars.Read; of others Calendars.Read.Shared";

/** Requests for calendars, the person's own settings and online meetings. */
export const calendarRequests: readonly RequestRow[] = [
  {
    purpose: "the own addresses; for get_me, who the person is",
    tools: datedTools,
    path: "me",
    query: ["$select"],
    permission: "User.Read",
    page: "api/user-get",
    missing: "`mail`, and whatever nobody has entered",
    fallback: "`userPrincipalName`; the answer without it",
  },
  {
    purpose: "the own time zone",
    tools: datedTools,
    path: "me/mailboxSettings/timeZone",
    permission: "MailboxSettings.Read, if granted",
    page: "api/user-get-mailboxsettings",
    missing: "a name of the zone that is known; the whole, without a mailbox in Exchange Online",
    fallback: "the zone of the working hours",
  },
  {
    purpose: "events of a time; those near to now, to find the one of a meeting's link",
    tools: ["outlook_calendar_search", "read_resource"],
    path: "{mailbox}/calendarView",
    query: ["$orderby", "$select", "$top", "endDateTime", "startDateTime"],
    permission: calendars,
    page: "api/calendar-list-calendarview",
    missing: "`start` and `end`; of a calendar that shows only free and busy, everything",
    fallback: "the event without times; free and busy times by `getSchedule`, and said so",
  },
  {
    purpose: "an event, or the series that it belongs to",
    path: "{mailbox}/events/{event}",
    query: ["$select"],
    permission: calendars,
    page: "api/event-get",
    missing: "`start` and `end`",
    fallback: "the event without times",
  },
  {
    purpose: "free and busy times; the own working hours and their time zone",
    tools: datedTools,
    method: "POST",
    path: "me/calendar/getSchedule",
    permission: "Calendars.ReadBasic, which Calendars.Read implies",
    page: "api/calendar-getschedule",
    missing:
      "the schedule of an address; a name of the zone that is known: it may be “Customized Time Zone” with rules",
    fallback:
      "the person's other addresses; a zone with the same rules; otherwise UTC, and `incomplete` says that the zone " +
      "is unknown",
  },
  {
    purpose: "the meeting of an event or link, by its address or its number",
    path: "me/onlineMeetings",
    query: ["$filter"],
    permission: "OnlineMeetings.Read",
    page: "api/onlinemeeting-get",
    missing: "meetings of other organisers; those behind short links",
    fallback: "a short link also by the number in it, at the same time",
  },
  {
    purpose: "the transcripts of a meeting",
    path: "me/onlineMeetings/{meeting}/transcripts",
    query: ["$top"],
    permission: "OnlineMeetingTranscript.Read.All",
    page: "api/onlinemeeting-list-transcripts",
    missing: "`createdDateTime`, `endDateTime`; `$top` may be refused",
    fallback: "listed without a time, and the doubt is told; the pages of Graph, which come first, are followed",
  },
  {
    purpose: "what was said",
    path: "me/onlineMeetings/{meeting}/transcripts/{transcript}/content",
    permission: "OnlineMeetingTranscript.Read.All",
    page: "api/calltranscript-get",
    missing: "who spoke, or every word, by the organisation's policy",
    fallback: "without speakers, and said so",
  },
  ...(["aiInsights", "aiInsights/{insight}"] as const).map(
    (list): RequestRow => ({
      purpose: list === "aiInsights" ? "when Copilot made notes of a meeting" : "Copilot's notes of a meeting",
      path: `copilot/users/{user}/onlineMeetings/{meeting}/${list}`,
      permission: "OnlineMeetingAiInsight.Read.All",
      page: "teams-licenses#license-requirements-for-teams-meeting-ai-insights-apis",
      missing: "the whole: without a licence of Copilot, before notes are ready, in other clouds than the public one",
      fallback: "the rest of the recap, and `incomplete` says why",
    }),
  ),
  {
    purpose: "when a meeting was held and attended",
    path: "me/onlineMeetings/{meeting}/attendanceReports",
    permission: "OnlineMeetingArtifact.Read.All",
    page: "api/meetingattendancereport-list",
    missing: "the whole: to all but organizers, and of meetings in channels",
    fallback: "the rest of the recap, and `incomplete` says why",
  },
  {
    purpose: "who attended a meeting, from when to when",
    path: "me/onlineMeetings/{meeting}/attendanceReports/{report}/attendanceRecords",
    permission: "OnlineMeetingArtifact.Read.All",
    page: "api/attendancerecord-list",
    missing: "names and addresses; whoever was in a breakout room",
    fallback: "those people without them",
  },
  {
    purpose: "when a meeting was recorded",
    path: "me/onlineMeetings/{meeting}/recordings",
    permission: "OnlineMeetingRecording.Read.All",
    page: "api/onlinemeeting-list-recordings",
    missing: "`endDateTime`; the whole, of meetings in channels",
    fallback: "without its end; the rest of the recap, and `incomplete` says why",
  },
];
