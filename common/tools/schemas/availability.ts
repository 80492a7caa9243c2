import { z } from "zod";

/** States of a person's time, from the best for a meeting to the worst. */
export const availabilities = ["free", "workingElsewhere", "unknown", "tentative", "oof", "busy"] as const;
export type Availability = (typeof availabilities)[number];

/** Whose states an answer lists, unless all were asked for. */
export const notFree = "Only who is not free, with tentative, unknown...";

/** Local time in an IANA zone. */
export const timeInZoneSchema = z.object({ dateTime: z.string(), timeZone: z.string() });
