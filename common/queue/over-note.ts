import { createHmac, type KeyObject, timingSafeEqual } from "node:crypto";
import type { SealingKeys } from "#common/settings.ts";
import { deriveKey } from "./derive-key.ts";
import { requestIdSchema } from "./protocol.ts";

/** Writes and reads the note that a request is over. */
export interface OverNotes {
  write(requestId: string): string;
  /** The request id, or undefined when no gateway of this deployment wrote the note. */
  read(note: string): string | undefined;
}

const idLength = 36;
const noteLength = idLength + 1 + 43;

/**
 * `REQUEST_ID.PROOF`, the proof an HMAC-SHA256 (RFC 2104) by a key of the ring: whoever has only Redis can neither stop
 * another's call nor fill the workers' memory of requests that are over. The first key writes, all read.
 */
export function createOverNotes(ring: SealingKeys): OverNotes {
  const first = deriveKey(ring[0].key, "over");
  const all = ring.map(({ key }) => deriveKey(key, "over"));
  const proofOf = (key: KeyObject, requestId: string) =>
    createHmac("sha256", key).update(requestId).digest("base64url");

  return {
    write: (requestId) => `${requestId}.${proofOf(first, requestId)}`,
    read(note) {
      if (note.length !== noteLength || note[idLength] !== ".") return undefined;
      const requestId = note.slice(0, idLength);
      if (!requestIdSchema.safeParse(requestId).success) return undefined;
      const proof = Buffer.from(note.slice(idLength + 1), "latin1");
      return all.some((key) => timingSafeEqual(Buffer.from(proofOf(key, requestId)), proof)) ? requestId : undefined;
    },
  };
}
