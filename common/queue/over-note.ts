import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import type { SealingKeys } from "#common/settings.ts";
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
  const derive = (key: Uint8Array) =>
    Buffer.from(hkdfSync("sha256", key, Buffer.alloc(0), "m365-connector/1/over", 32));
  const first = derive(ring[0].key);
  const all = ring.map(({ key }) => derive(key));
  const proofOf = (key: Buffer, requestId: string) => createHmac("sha256", key).update(requestId).digest("base64url");

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
