import { z } from "zod";
import { defineTool } from "./define-tool.ts";
import { calendarPermissions, ownCalendarPermissions } from "./permissions.ts";
import {
  cursorParameter,
  dateParameter,
  detailParameter,
  maxOffset,
  textParameter,
  timeZoneParameter,
} from "./schemas/parameters.ts";

/** Finds events in one calendar. */
export const outlookCalendarSearch = defineTool({
  name: "outlook_calendar_search",
  title: "Search Outlook calendar",
  description:
    "Calendar events in Outlook, by date, text, attendee and organizer. " +
    "Searches the default calendar, occurrences of series included, a year back and ahead unless dates are given. " +
    "read_resource gives a whole event by its uri.",
  firstSentenceJa: "Outlook の予定を日付、テキスト、出席者、開催者で検索します。",
  workload: "outlook",
  permissions: ownCalendarPermissions,
  needsOf: ({ calendarOwnerEmail }) => ({ permissions: calendarPermissions(calendarOwnerEmail || undefined) }),

  inputSchema: z.strictObject({
    query: textParameter(
      500,
      "Words that must all begin a word of title, people, place, category or first 255 characters of the " +
        'description; "a phrase"; subject: location: before one',
    ),
    afterDateTime: dateParameter('Ends after this: "today", "next week" or ISO 8601; today to today is that day'),
    beforeDateTime: dateParameter("Starts before this: friday leaves friday out"),
    attendee: textParameter(254, "Mail address or name of who takes part, organizers too"),
    organizer: textParameter(254, "Mail address or name of the organizer"),
    calendarOwnerEmail: textParameter(254, "Whose shared calendar to search instead, address or name"),
    timeZone: timeZoneParameter(),
    order: z
      .enum(["newest", "oldest"])
      .optional()
      .describe("By start; default oldest first; without dates from today on, then back"),
    detail: detailParameter(),
    limit: z.number().int().min(1).max(25).default(10).describe("Hits per answer"),
    offset: z.number().int().min(0).max(maxOffset).optional().describe("Hits to skip"),
    cursor: cursorParameter("nextCursor, to go on"),
  }),
});
