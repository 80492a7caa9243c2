import { createHmac, type KeyObject } from "node:crypto";
import { LRUCache } from "lru-cache";

/** Those of the people who called last; others are made again. */
const mostKept = 10_000;

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
  const kept = new LRUCache<string, string>({ max: mostKept });
  function pseudonym(...parts: string[]): string {
    const text = JSON.stringify(parts);
    const known = kept.get(text);
    if (known !== undefined) return known;
    const made = createHmac("sha256", key).update(text).digest("base64url").slice(0, 22);
    kept.set(text, made);
    return made;
  }
  return {
    tenant: (tenantId) => pseudonym("tenant", tenantId),
    user: (tenantId, userId) => pseudonym("user", tenantId, userId),
  };
}
