import type { Incomplete } from "#common/tools/schemas/results.ts";

/** One value for several things that are left out; undefined when there are none. */
export function joinIncomplete(parts: readonly (Incomplete | undefined)[]): Incomplete | undefined {
  const present = parts.filter((part) => part !== undefined);
  if (present.length === 0) return undefined;
  const missingScopes = [...new Set(present.flatMap((part) => part.missingScopes ?? []))];
  const reason = present.map((part) => part.reason).join(" ");
  return missingScopes.length > 0 ? { reason, missingScopes } : { reason };
}
