import { z } from "zod";

const timePlaceSchema = z.strictObject({
  /** The second of the last message that was processed, in Unix milliseconds. */
  secondMs: z.number().int(),
  /** The number of messages received in that second that were processed. */
  known: z.number().int().positive(),
});
/** A place in a list that is sorted by time. It stays valid, whatever is added or removed before it. */
export type TimePlace = z.infer<typeof timePlaceSchema>;

/** The place of a page of messages: a time in a list that is sorted by time, otherwise a link of Graph. */
export const mailPlaceSchema = z.union([timePlaceSchema, z.strictObject({ link: z.string() })]);
export type MailPlace = z.infer<typeof mailPlaceSchema>;
