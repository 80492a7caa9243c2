import { createHmac, type KeyObject } from "node:crypto";
import { LRUCache } from "lru-cache";
import { forgetByKey, type TenantMemory } from "./off-boarding.ts";
import { atMost } from "./once-per-window.ts";

/** The most recently used names are cached. */
const maxKept = 20_000;

/** Gives the name of a text. Forgets the names of texts that begin with a tenant's ID. */
export type KeyedNames = ((text: string) => string) & TenantMemory;

/**
 * Names that don't reveal what they stand for, such as the owner of a key in Redis: deterministic, and impossible to
 * reverse or to guess without the key. HMAC-SHA256 (RFC 2104) in base64url, 43 characters.
 */
export function createKeyedNames(key: KeyObject): KeyedNames {
  const names = new LRUCache<string, string>({
    ...atMost(maxKept),
    memoMethod: (text) => createHmac("sha256", key).update(text).digest("base64url"),
  });
  const forget = (tenantIds: ReadonlySet<string>) => forgetByKey(names, tenantIds);
  return Object.assign((text: string) => names.memo(text), { what: "name", forget } as const);
}
