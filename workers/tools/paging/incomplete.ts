import { z } from "zod";

/** Says aloud what an answer leaves out. An answer without it is whole. */
export const incompleteSchema = z.object({
  reason: z.string().describe("What is left out, why, and how to get it"),
  missingScopes: z.array(z.string()).optional().describe("Graph permissions that would give the rest"),
});

export type Incomplete = z.infer<typeof incompleteSchema>;

/** One value for several things that are left out; undefined when there are none. */
export function joinIncomplete(parts: readonly (Incomplete | undefined)[]): Incomplete | undefined {
  const present = parts.filter((part) => part !== undefined);
  if (present.length === 0) return undefined;
  const missingScopes = [...new Set(present.flatMap((part) => part.missingScopes ?? []))];
  const reason = present.map((part) => part.reason).join(" ");
  return missingScopes.length > 0 ? { reason, missingScopes } : { reason };
}
