import type { KeyObject } from "node:crypto";
import { createKeyedNames } from "#common/keyed-names.ts";

/** How organisations and people are named in audit lines. */
export interface Names {
  tenant(tenantId: string): string;
  user(tenantId: string, userId: string): string;
}

/**
 * Pseudonyms by HMAC-SHA256: the same for the same person under the same key, and nobody without the key can tell whose
 * they are or try ids out. Or the ids themselves.
 */
export function createNames(key: KeyObject, ids: "pseudonym" | "plain"): Names {
  if (ids === "plain") return { tenant: (tenantId) => tenantId, user: (_, userId) => userId };
  const nameOf = createKeyedNames(key);
  const pseudonym = (...parts: string[]) => nameOf(JSON.stringify(parts)).slice(0, 22);
  return {
    tenant: (tenantId) => pseudonym("tenant", tenantId),
    user: (tenantId, userId) => pseudonym("user", tenantId, userId),
  };
}
