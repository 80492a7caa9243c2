import { z } from "zod";

const timePositionSchema = z.strictObject({
  /** The second of the last message that was processed, in Unix milliseconds. */
  secondMs: z.number().int(),
  /** The number of messages received in that second that were processed. */
  known: z.number().int().positive(),
});
/** A position in a list that is sorted by time. It stays valid, whatever is added or removed before it. */
export type TimePosition = z.infer<typeof timePositionSchema>;

/** The position of a page of messages: a time in a list that is sorted by time, otherwise a link of Graph. */
export const mailPositionSchema = z.union([timePositionSchema, z.strictObject({ link: z.string() })]);
export type MailPosition = z.infer<typeof mailPositionSchema>;
