import { hash } from "node:crypto";

/** The number of hits that a cursor remembers. A hit is not returned twice within as many hits. */
export const maxSeenHits = 200;
/**
 * Base64url characters per hash: 36 bits. The probability that any of 100 new items on a page is taken for one of 200
 * remembered hits, and left out, is about 3 × 10⁻⁷.
 */
const hashLength = 6;
const eachHash = new RegExp(`.{${hashLength}}`, "gs");

/** The hits that a search has returned, or skipped for `offset`. */
export interface SeenHits {
  has(id: string): boolean;
  add(id: string): void;
  /** Hashes of the latest hits, for a cursor. Outlook ids, at 150 characters each, would make it too long to copy. */
  toText(): string;
}

/**
 * Restores the hits that `toText` encoded. The empty string stands for none. Those of this answer are hashed only for a
 * cursor: a hash takes longer than all else that is done with a hit here.
 */
export function seenHits(text: string): SeenHits {
  const earlier = new Set(text.match(eachHash));
  const ids = new Set<string>();
  return {
    has: (id) => ids.has(id) || (earlier.size > 0 && earlier.has(hashOf(id))),
    add(id) {
      ids.add(id);
    },
    toText() {
      const latest = [...ids].slice(-maxSeenHits).map(hashOf);
      return [...new Set([...earlier, ...latest])].slice(-maxSeenHits).join("");
    },
  };
}

/** 36 bits by which an id, or another text that only the same one is compared with, is known again. */
export function hashOf(id: string): string {
  return hash("sha256", id, "base64url").slice(0, hashLength);
}
