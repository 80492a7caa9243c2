import { z } from "zod";

const timePlaceSchema = z.strictObject({
  /** A second in which messages were received, Unix milliseconds. */
  secondMs: z.number().int(),
  /** Messages received in it that are known already. */
  known: z.number().int().positive(),
});
/** Where a list in order of time goes on: whatever comes or goes before it, the rest stays behind it. */
export type TimePlace = z.infer<typeof timePlaceSchema>;

/** Where a mail search goes on: at a time, or at a page of Graph where a list has another order. */
export const mailPlaceSchema = z.union([timePlaceSchema, z.strictObject({ link: z.string() })]);
export type MailPlace = z.infer<typeof mailPlaceSchema>;
