import { z } from "zod";
import { dateParameter } from "./date-parameter.ts";
import { detailParameter } from "./detail-parameter.ts";

/** What both tools that look for meeting times take, apart from the names for the length of the meeting. */
export const meetingParameters = {
  participants: z
    .array(z.string().trim().max(254))
    .max(99)
    .default([])
    .describe("Mail addresses or names of the others; rooms and lists too"),
  afterDateTime: dateParameter().describe('Earliest start: "tomorrow", "next week" or ISO 8601. Default now'),
  beforeDateTime: dateParameter().describe("Latest end, friday leaves friday out; default 7 days later"),
  maxCandidates: z.number().int().min(1).max(50).default(10).describe("Times, with detail"),
  detail: detailParameter(),
  workingHoursOnly: z.boolean().default(true).describe("Only within everybody's own working hours"),
  timeZone: z.string().trim().max(60).optional().describe("IANA zone of times; default the user's"),
};

/** How long a meeting shall last. */
export const minutesParameter = () => z.number().int().min(5).max(1_440).default(30).describe("Minutes");
