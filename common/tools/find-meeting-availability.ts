import { z } from "zod";
import { defineTool } from "./define-tool.ts";
import { ownCalendarPermissions } from "./permissions.ts";
import { notFree, timeInZoneSchema } from "./schemas/availability.ts";
import { incompleteSchema } from "./schemas/incomplete.ts";
import { meetingParameters, minutesParameter } from "./schemas/meeting-parameters.ts";

/** Finds times at which people can meet. */
export const findMeetingAvailability = defineTool({
  name: "find_meeting_availability",
  title: "Find meeting times",
  description:
    "Free meeting times of the user and other people, from their Outlook calendars. " +
    "The user is the organizer and always included. Surest times first, none overlapping another.",
  workload: "outlook",
  permissions: ownCalendarPermissions,

  inputSchema: z.strictObject({ ...meetingParameters, duration: minutesParameter() }),

  outputSchema: z.object({
    meetingTimeSuggestions: z.array(
      z.object({
        meetingTimeSlot: z.record(z.enum(["start", "end"]), timeInZoneSchema),
        startUtc: z.string().optional(),
        endUtc: z.string().optional(),
        confidence: z.number().describe("Average chance in percent that each comes"),
        everyoneAvailable: z.boolean(),
        organizerAvailability: z.string().optional(),
        attendeeAvailability: z
          .array(z.looseObject({ availability: z.string() }))
          .optional()
          .describe(notFree),
        outsideWorkingHours: z.array(z.string()).optional(),
      }),
    ),
    emptySuggestionsReason: z.string().optional(),
    unavailableParticipants: z.array(z.record(z.enum(["email", "verdict", "message"]), z.string())).optional(),
    moreSuggestions: z.boolean().optional(),
    searched: z.record(z.enum(["organizer", "organizerVerdict", "after", "before"]), z.string()),
    note: z.string().optional(),
    incomplete: incompleteSchema.optional(),
  }),
});
