import { hash } from "node:crypto";

/** Hits that a cursor remembers: no hit is given twice as long as at most this many others came in between. */
export const maxSeenHits = 200;
/** Characters per hit, six bits each: one of 100 new items has the hash of one of 200 hits once in three million pages. */
const hashLength = 6;

/** The hits that a search has dealt with: given to the caller, or passed over for `offset`. */
export interface SeenHits {
  has(id: string): boolean;
  add(id: string): void;
  /** The latest of them, for a cursor. Ids of Outlook have 150 characters, so a hash stands for each. */
  toText(): string;
}

/** Goes on with the hits that `toText` gave; with an empty text, there are none yet. */
export function seenHits(text: string): SeenHits {
  const hashes = new Set(text.match(new RegExp(`.{${hashLength}}`, "gs")));
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
