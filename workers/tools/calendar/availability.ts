/** States of a person's time, from the best for a meeting to the worst. */
export const availabilities = ["free", "workingElsewhere", "unknown", "tentative", "oof", "busy"] as const;
export type Availability = (typeof availabilities)[number];
