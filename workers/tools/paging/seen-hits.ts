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

/** Restores the hits that `toText` encoded. The empty string stands for none. */
export function seenHits(text: string): SeenHits {
  const hashes = new Set(text.match(eachHash));
  return {
    has: (id) => hashes.has(hashOf(id)),
    add(id) {
      hashes.add(hashOf(id));
    },
    toText: () => [...hashes].slice(-maxSeenHits).join(""),
  };
}

function hashOf(id: string): string {
  return hash("sha256", id, "base64url").slice(0, hashLength);
}
