import type { KeyObject } from "node:crypto";
import { createKeyedNames } from "#common/keyed-names.ts";

/** The names of tenants and users in audit lines. */
export interface Names {
  tenant(tenantId: string): string;
  user(tenantId: string, userId: string): string;
}

/**
 * Pseudonyms by HMAC-SHA256, stable for the same key; nobody without the key can reverse or guess them. With `plain`,
 * the IDs themselves.
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
