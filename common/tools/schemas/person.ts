import { z } from "zod";

/** A person or list as a message names it. The name is whatever its sender wrote. */
export const personSchema = z.object({
  name: z.string().optional(),
  address: z.string().optional(),
});
export type Person = z.infer<typeof personSchema>;

/** Whoever writes in Teams. Names are whatever their owners chose. */
export const chatPersonSchema = z.object({
  displayName: z.string().optional(),
  email: z.string().optional(),
  type: z.string().optional(),
});
