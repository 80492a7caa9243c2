import { createHmac, type KeyObject } from "node:crypto";
import { LRUCache } from "lru-cache";

/** The most recently used names are cached. */
const maxKept = 20_000;

/**
 * Names that don't reveal what they stand for, such as the owner of a key in Redis: deterministic, and impossible to
 * reverse or to guess without the key. HMAC-SHA256 (RFC 2104) in base64url, 43 characters.
 */
export function createKeyedNames(key: KeyObject): (text: string) => string {
  const cache = new LRUCache<string, string>({ max: maxKept });
  return function nameOf(text) {
    const known = cache.get(text);
    if (known !== undefined) return known;
    const made = createHmac("sha256", key).update(text).digest("base64url");
    cache.set(text, made);
    return made;
  };
}
