import { z } from "zod";

/** States of a person's time, from the best for a meeting to the worst. */
export const availabilities = ["free", "workingElsewhere", "unknown", "tentative", "oof", "busy"] as const;
export type Availability = (typeof availabilities)[number];

/** Local time in an IANA zone. */
export const timeInZoneSchema = z.object({ dateTime: z.string(), timeZone: z.string() });
