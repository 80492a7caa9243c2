import { z } from "zod";

const timePositionSchema = z.strictObject({
  /** The second of the last message that was processed, in Unix milliseconds. */
  secondMs: z.number().int(),
  /** The number of messages received in that second that were processed. */
  known: z.number().int().positive(),
});
/** A position in a list that is sorted by time. It stays valid, whatever is added or removed before it. */
export type TimePosition = z.infer<typeof timePositionSchema>;

const searchPositionSchema = z.strictObject({
  /** Absent on the first page of a part. */
  link: z.string().optional(),
  /** This part has the messages that were sent at this time, in Unix milliseconds, and before. Absent in the first. */
  untilMs: z.number().int().optional(),
  /** The number of messages that Graph has listed in this part. */
  listed: z.number().int().nonnegative(),
  /** When the oldest of them was sent. */
  oldestMs: z.number().int().optional(),
});
/** A position in the results of `$search`, which Graph ends early: a search then goes on in parts. */
export type SearchPosition = z.infer<typeof searchPositionSchema>;

/** The position of a page of messages: a time in a list that is sorted by time, otherwise a link of Graph. */
export const mailPositionSchema = z.union([
  timePositionSchema,
  z.strictObject({ link: z.string() }),
  searchPositionSchema,
]);
export type MailPosition = z.infer<typeof mailPositionSchema>;
