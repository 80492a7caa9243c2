import type { ToolName } from "#common/tools/catalog.ts";
import type { KnownRequest } from "./known-request.ts";

/** They take dates, or show them. */
const datedTools: readonly ToolName[] = [
  "sharepoint_search",
  "outlook_email_search",
  "outlook_calendar_search",
  "find_meeting_availability",
  "chat_message_search",
  "onenote_search",
  "tasks_search",
  "read_resource",
  "outlook_find_available_time",
  "get_me",
];
const calendars = "Calendars.Read; of others Calendars.Read.Shared";

/** Requests for calendars, the person's own settings and online meetings. */
export const calendarRequests: readonly KnownRequest[] = [
  {
    purpose: "the own addresses; for get_me, who the person is",
    tools: datedTools,
    method: "GET",
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
    method: "GET",
    path: "me/mailboxSettings/timeZone",
    query: [],
    permission: "MailboxSettings.Read, if granted",
    page: "api/user-get-mailboxsettings",
    missing: "a name of the zone that is known; the whole, without a mailbox in Exchange Online",
    fallback: "the zone of the working hours",
  },
  {
    purpose: "events of a time; those near to now, to find the one of a meeting's link",
    tools: ["outlook_calendar_search", "read_resource"],
    method: "GET",
    path: "{mailbox}/calendarView",
    query: ["$orderby", "$select", "$top", "endDateTime", "startDateTime"],
    permission: calendars,
    page: "api/calendar-list-calendarview",
    missing: "`start` and `end`; of a calendar that shows only free and busy, everything",
    fallback: "the event without times; free and busy times by `getSchedule`, and said so",
  },
  {
    purpose: "an event, or the series that it belongs to",
    tools: ["read_resource"],
    method: "GET",
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
    query: [],
    permission: "Calendars.Read",
    page: "api/calendar-getschedule",
    missing:
      "the schedule of an address; a name of the zone that is known: it may be “Customized Time Zone” with rules",
    fallback:
      "the person's other addresses; a zone with the same rules; otherwise UTC, and `incomplete` says that the zone " +
      "is unknown",
  },
  {
    purpose: "the meeting of an event or link, by its address or its number",
    tools: ["read_resource"],
    method: "GET",
    path: "me/onlineMeetings",
    query: ["$filter"],
    permission: "OnlineMeetings.Read",
    page: "api/onlinemeeting-get",
    missing: "meetings of other organisers; those behind short links",
    fallback: "a short link also by the number in it, at the same time",
  },
  {
    purpose: "the transcripts of a meeting",
    tools: ["read_resource"],
    method: "GET",
    path: "me/onlineMeetings/{meeting}/transcripts",
    query: ["$top"],
    permission: "OnlineMeetingTranscript.Read.All",
    page: "api/onlinemeeting-list-transcripts",
    missing: "`createdDateTime`, `endDateTime`; `$top` may be refused",
    fallback: "listed without a time, and the doubt is told; the pages of Graph, which come first, are followed",
  },
  {
    purpose: "what was said",
    tools: ["read_resource"],
    method: "GET",
    path: "me/onlineMeetings/{meeting}/transcripts/{transcript}/content",
    query: [],
    permission: "OnlineMeetingTranscript.Read.All",
    page: "api/calltranscript-get",
    missing: "who spoke, or every word, by the organisation's policy",
    fallback: "without speakers, and said so",
  },
];
