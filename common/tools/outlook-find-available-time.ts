import { z } from "zod";
import { defineTool } from "./define-tool.ts";
import { ownCalendarPermissions } from "./permissions.ts";
import { meetingParameters, minutesParameter } from "./schemas/parameters.ts";

/** Finds times that are free in the calendars of people and rooms. */
export const outlookFindAvailableTime = defineTool({
  name: "outlook_find_available_time",
  title: "Find available time",
  description: "Free time of the user, of people and of rooms. As find_meeting_availability.",
  firstSentenceJa: "ご本人、ほかの参加者、会議室の空いている時間と、ご本人の現在時刻を示します。",
  workload: "outlook",
  permissions: ownCalendarPermissions,

  inputSchema: z.strictObject({ ...meetingParameters, durationMinutes: minutesParameter() }),
  otherNames: { duration: "durationMinutes" },
});
