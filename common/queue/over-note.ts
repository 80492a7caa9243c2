import { createHmac, type KeyObject, timingSafeEqual } from "node:crypto";
import type { SealingKeys } from "#common/settings.ts";
import { deriveKey } from "./derive-key.ts";
import { requestIdSchema } from "./protocol.ts";

/** Writes and reads the note that requests are over. */
export interface OverNotes {
  write(requestIds: readonly string[]): string;
  /** The request ids; none when no gateway of this deployment wrote the note. */
  read(note: string): readonly string[];
}

const proofLength = 43;
/** Of some hundred ids. */
const mostCharacters = 40_000;

/**
 * `REQUEST_ID,REQUEST_ID.PROOF`, the proof an HMAC-SHA256 (RFC 2104) by a key of the ring: whoever has only Redis can neither stop
 * another's call nor fill the workers' memory of requests that are over. The first key writes, all read.
 */
export function createOverNotes(ring: SealingKeys): OverNotes {
  const first = deriveKey(ring[0].key, "over");
  const all = ring.map(({ key }) => deriveKey(key, "over"));
  const proofOf = (key: KeyObject, text: string) => createHmac("sha256", key).update(text).digest("base64url");

  return {
    write(requestIds) {
      const text = requestIds.join(",");
      return `${text}.${proofOf(first, text)}`;
    },
    read(note) {
      const end = note.length - proofLength - 1;
      if (note.length > mostCharacters || note[end] !== ".") return [];
      const text = note.slice(0, end);
      const proof = Buffer.from(note.slice(end + 1));
      if (proof.length !== proofLength || !all.some((key) => timingSafeEqual(Buffer.from(proofOf(key, text)), proof)))
        return [];
      return text.split(",").filter((requestId) => requestIdSchema.safeParse(requestId).success);
    },
  };
}
