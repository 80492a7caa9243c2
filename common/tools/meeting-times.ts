import { z } from "zod";
import { defineTool } from "./define-tool.ts";
import { ownCalendarPermissions } from "./permissions.ts";
import { dateParameter, detailParameter, timeZoneParameter } from "./schemas/parameters.ts";

/** What both tools that look for meeting times take, apart from the names for the length of the meeting. */
const meetingParameters = {
  participants: z
    .array(z.string().trim().max(254))
    .max(99)
    .default([])
    .describe("Mail addresses or names of the others; rooms and lists too"),
  afterDateTime: dateParameter('Earliest start: "tomorrow", "next week" or ISO 8601. Default now'),
  beforeDateTime: dateParameter("Latest end, friday leaves friday out; default 7 days later"),
  maxCandidates: z.number().int().min(1).max(50).default(10).describe("Times, with detail"),
  detail: detailParameter(),
  workingHoursOnly: z.boolean().default(true).describe("Only within everybody's own working hours"),
  timeZone: timeZoneParameter("times"),
};

/** How long a meeting shall last. */
const minutes = z.number().int().min(5).max(1_440).default(30).describe("Minutes");

/** Finds times at which people can meet. */
export const findMeetingAvailability = defineTool({
  name: "find_meeting_availability",
  title: "Find meeting times",
  description:
    "Free time for a meeting of the user and other people, from Outlook calendars. " +
    "Gives ranges in which all are free; else who and what is in the way.",
  firstSentenceJa: "Outlook の予定表から、ご本人とほかの参加者の空き時間を探します。",
  workload: "outlook",
  permissions: ownCalendarPermissions,

  inputSchema: z.strictObject({ ...meetingParameters, duration: minutes }),
  otherNames: { durationMinutes: "duration" },
});

/** Finds times that are free in the calendars of people and rooms. */
export const outlookFindAvailableTime = defineTool({
  name: "outlook_find_available_time",
  title: "Find available time",
  description: "Free time of the user, of people and of rooms. As find_meeting_availability.",
  firstSentenceJa: "ご本人、ほかの参加者、会議室の空いている時間と、ご本人の現在時刻を示します。",
  workload: "outlook",
  permissions: ownCalendarPermissions,

  inputSchema: z.strictObject({ ...meetingParameters, durationMinutes: minutes }),
  otherNames: { duration: "durationMinutes" },
});
