import { z } from "zod";

/** What an answer leaves out. An answer without it is complete. */
export const incompleteSchema = z.object({
  reason: z.string().describe("What is left out, why, how to get it"),
  /** Graph permissions that would give the rest. */
  missingScopes: z.array(z.string()).optional(),
});

export type Incomplete = z.infer<typeof incompleteSchema>;
