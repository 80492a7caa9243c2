import { z } from "zod";
import { defineTool } from "./define-tool.ts";
import { ownCalendarPermissions } from "./permissions.ts";
import { meetingParameters, minutesParameter } from "./schemas/parameters.ts";

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

  inputSchema: z.strictObject({ ...meetingParameters, duration: minutesParameter() }),
  otherNames: { durationMinutes: "duration" },
});
