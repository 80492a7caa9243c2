import { createHmac, type KeyObject, timingSafeEqual } from "node:crypto";
import type { SealingKeys } from "#common/settings.ts";
import { deriveKey } from "./derive-key.ts";
import { requestIdSchema } from "./protocol.ts";

/** Writes and reads end-of-request messages, which tell workers that requests have ended. */
export interface EndMessages {
  write(requestIds: readonly string[]): string;
  /** The request ids; empty when no gateway of this deployment wrote the message. */
  read(message: string): readonly string[];
}

const proofLength = 43;
/** A thousand ids. */
const maxCharacters = 40_000;

/**
 * `REQUEST_ID,REQUEST_ID.PROOF`, where the proof is an HMAC-SHA256 (RFC 2104) with a key of the ring: an attacker
 * with access to Redis alone can neither stop calls nor fill the workers' memory of ended requests. The first key
 * writes, all keys read.
 */
export function createEndMessages(ring: SealingKeys): EndMessages {
  const first = deriveKey(ring[0].key, "over");
  const all = ring.map(({ key }) => deriveKey(key, "over"));
  const proofOf = (key: KeyObject, text: string) => createHmac("sha256", key).update(text).digest("base64url");

  return {
    write(requestIds) {
      const text = requestIds.join(",");
      return `${text}.${proofOf(first, text)}`;
    },
    read(message) {
      const end = message.length - proofLength - 1;
      if (message.length > maxCharacters || message[end] !== ".") return [];
      const text = message.slice(0, end);
      const proof = Buffer.from(message.slice(end + 1));
      if (proof.length !== proofLength || !all.some((key) => timingSafeEqual(Buffer.from(proofOf(key, text)), proof)))
        return [];
      return text.split(",").filter((requestId) => requestIdSchema.safeParse(requestId).success);
    },
  };
}
