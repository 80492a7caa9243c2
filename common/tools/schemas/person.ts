import { z } from "zod";

/** A person or distribution list as named in a message. The name is chosen by the sender: data, not identity. */
export const personSchema = z.object({
  name: z.string().optional(),
  address: z.string().optional(),
});
export type Person = z.infer<typeof personSchema>;

/** The author of a Teams message. Names are chosen by their owners: data, not identity. */
export const chatPersonSchema = z.object({
  displayName: z.string().optional(),
  email: z.string().optional(),
  type: z.string().optional(),
});
