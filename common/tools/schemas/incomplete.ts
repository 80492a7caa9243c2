import { z } from "zod";

/** What an answer leaves out. An answer without it is complete. */
export const incompleteSchema = z.object({
  reason: z.string().describe("What is left out, why, and how to get it"),
  missingScopes: z.array(z.string()).optional().describe("Graph permissions that would give the rest"),
});

export type Incomplete = z.infer<typeof incompleteSchema>;
