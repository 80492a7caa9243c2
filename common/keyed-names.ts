import { createHmac, type KeyObject } from "node:crypto";
import { LRUCache } from "lru-cache";

/** Those that were asked for last; others are made again. */
const mostKept = 20_000;

/**
 * Names for what must not be told, such as whose a key in Redis is: the same for the same text, and nobody without the
 * key can tell what they stand for, or try texts out. HMAC-SHA256 (RFC 2104) in base64url, 43 characters.
 */
export function createKeyedNames(key: KeyObject): (text: string) => string {
  const kept = new LRUCache<string, string>({ max: mostKept });
  return function nameOf(text) {
    const known = kept.get(text);
    if (known !== undefined) return known;
    const made = createHmac("sha256", key).update(text).digest("base64url");
    kept.set(text, made);
    return made;
  };
}
