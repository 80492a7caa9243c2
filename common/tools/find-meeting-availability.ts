import { z } from "zod";
import { defineTool } from "./define-tool.ts";
import { ownCalendarPermissions } from "./permissions.ts";
import { dateParameter } from "./schemas/date-parameter.ts";
import { incompleteSchema } from "./schemas/incomplete.ts";

/** States of a person's time, from the best for a meeting to the worst. */
export const availabilities = ["free", "workingElsewhere", "unknown", "tentative", "oof", "busy"] as const;
export type Availability = (typeof availabilities)[number];

/** Local time in an IANA zone. */
const timeInZoneSchema = z.object({ dateTime: z.string(), timeZone: z.string() });

/** Finds times at which people can meet. */
export const findMeetingAvailability = defineTool({
  name: "find_meeting_availability",
  title: "Find meeting times",
  description:
    "Free meeting times of the user and other people, from their Outlook calendars. " +
    "The user is the organizer and always included. Surest times first, none overlapping another. " +
    "Says of each participant whether the calendar could be read.",
  workload: "outlook",
  permissions: ownCalendarPermissions,

  inputSchema: z.strictObject({
    participants: z
      .array(z.string().trim().max(254))
      .max(99)
      .default([])
      .describe("Mail addresses of the others; rooms and lists too"),
    afterDateTime: dateParameter().describe(
      'Earliest start: ISO 8601 or words ("tomorrow", "next monday"); a day stands for its first moment. Default now',
    ),
    beforeDateTime: dateParameter().describe("Latest end; default 7 days later"),
    duration: z.number().int().min(5).max(1_440).default(30).describe("Minutes"),
    maxCandidates: z.number().int().min(1).max(50).default(10).describe("Times to suggest"),
    workingHoursOnly: z.boolean().default(true).describe("Only within everybody's own working hours"),
    timeZone: z
      .string()
      .trim()
      .max(60)
      .optional()
      .describe("IANA zone of times given and shown; default: the user's own"),
  }),

  outputSchema: z.object({
    meetingTimeSuggestions: z.array(
      z.object({
        meetingTimeSlot: z.record(z.enum(["start", "end"]), timeInZoneSchema),
        startUtc: z.string(),
        endUtc: z.string(),
        confidence: z.number().describe("Average chance in percent that each comes"),
        everyoneAvailable: z.boolean(),
        organizerAvailability: z.enum(availabilities),
        attendeeAvailability: z.array(z.looseObject({ availability: z.string() })),
        outsideWorkingHours: z.array(z.string()).optional(),
      }),
    ),
    emptySuggestionsReason: z.string(),
    unavailableParticipants: z.array(z.record(z.enum(["email", "verdict", "message"]), z.string())),
    moreSuggestions: z.boolean(),
    searched: z.record(z.enum(["organizer", "organizerVerdict", "after", "before"]), z.string()),
    note: z.string().optional(),
    incomplete: incompleteSchema.optional(),
  }),
});
