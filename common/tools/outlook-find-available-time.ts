import { z } from "zod";
import { defineTool } from "./define-tool.ts";
import { ownCalendarPermissions } from "./permissions.ts";
import { notFree, timeInZoneSchema } from "./schemas/availability.ts";
import { incompleteSchema } from "./schemas/incomplete.ts";
import { meetingParameters, minutesParameter } from "./schemas/meeting-parameters.ts";

/** Finds times that are free in the calendars of people and rooms. */
export const outlookFindAvailableTime = defineTool({
  name: "outlook_find_available_time",
  title: "Find available time",
  description:
    "Free times of the user, of people and of rooms, and the user's time now. " +
    "Does the same as find_meeting_availability, with a shorter answer.",
  workload: "outlook",
  permissions: ownCalendarPermissions,

  inputSchema: z.strictObject({ ...meetingParameters, durationMinutes: minutesParameter() }),

  outputSchema: z.object({
    nowDateTime: timeInZoneSchema,
    availableTimes: z.array(
      z.object({
        start: timeInZoneSchema,
        end: timeInZoneSchema,
        confidence: z.number().describe("Average chance in percent that each comes"),
        organizerAvailability: z.string().optional(),
        attendeeAvailability: z
          .array(z.object({ email: z.string(), availability: z.string() }))
          .optional()
          .describe(notFree),
        outsideWorkingHours: z.array(z.string()).optional(),
      }),
    ),
    unavailableParticipants: z.array(z.string()).optional().describe("Addresses whose calendars could not be read"),
    moreTimes: z.boolean().optional(),
    searched: z.record(z.enum(["after", "before"]), z.string()),
    note: z.string().optional(),
    incomplete: incompleteSchema.optional(),
  }),
});
