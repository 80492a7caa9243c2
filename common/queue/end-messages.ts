import { createHmac, type KeyObject, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { SealingKeys } from "#common/settings.ts";
import { createEnvelope, deriveKey } from "./envelope.ts";
import { requestIdSchema } from "./protocol.ts";
import type { RedisTime } from "./redis-time.ts";

export type EndMessages = ReturnType<typeof createEndMessages>;

const proofLength = 43;
/** A thousand ids of requests, or 500 sealed ones of tenants. */
const maxCharacters = 40_000;

/**
 * Writes and reads end-of-request messages, which tell workers that requests have ended:
 * `REQUEST_ID,REQUEST_ID.PROOF`, where the proof is an HMAC-SHA256 (RFC 2104) with a key of the ring: an attacker
 * with access to Redis alone can neither stop calls nor fill the workers' memory of ended requests. The first key
 * writes, all keys read.
 */
export function createEndMessages(ring: SealingKeys) {
  const first = deriveKey(ring[0].key, "over");
  const all = ring.map(({ key }) => deriveKey(key, "over"));
  const proofOf = (key: KeyObject, text: string) => createHmac("sha256", key).update(text).digest("base64url");

  return {
    write(requestIds: readonly string[]): string {
      const text = requestIds.join(",");
      return `${text}.${proofOf(first, text)}`;
    },
    /** The request ids; empty when no gateway of this deployment wrote the message. */
    read(message: string): readonly string[] {
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

export type OffBoardingMessages = ReturnType<typeof createOffBoardingMessages>;

export const maxTenantsInMessage = 500;

const start = "off-boarding:";
const context = ["off-boarding", 1];
/** Nobody can repeat a message for longer than this: a tenant that came back would lose its calls. */
const believedMs = 60_000;

const content = z.strictObject({ tenantIds: z.array(z.guid()).max(maxTenantsInMessage), writtenAtMs: z.number() });

/**
 * Writes and reads the messages by which gateways tell workers that tenants may no longer use the connector. They are
 * encrypted, because an ID says who uses the connector, and authentic: somebody who can write to Redis can't end the
 * calls of a tenant. Whoever repeats a message within a minute causes that something is forgotten, never that it is
 * remembered.
 */
export function createOffBoardingMessages(ring: SealingKeys, redisTime: Pick<RedisTime, "now" | "problem">) {
  const envelope = createEnvelope(ring, "off-boarding");
  const isOne = (message: string) => message.startsWith(start);

  return {
    /** Whether the text claims to be such a message. */
    isOne,
    /** Writes a message about at most `maxTenantsInMessage` tenants. */
    write(tenantIds: readonly string[]): string {
      const written: z.input<typeof content> = { tenantIds: [...tenantIds], writtenAtMs: redisTime.now() };
      return `${start}${envelope.seal(context, Buffer.from(JSON.stringify(written))).toString("base64")}`;
    },
    /**
     * The tenant IDs; none if the message is too old, or by a time that is wrong, or of another version; undefined if
     * no gateway of ours wrote it.
     */
    read(message: string): readonly string[] | undefined {
      if (message.length > maxCharacters || !isOne(message)) return undefined;
      const opened = envelope.open(context, Buffer.from(message.slice(start.length), "base64"));
      if (opened === undefined) return undefined;
      const { data } = content.safeParse(JSON.parse(opened.toString()));
      if (data === undefined || redisTime.problem() !== undefined) return [];
      return Math.abs(redisTime.now() - data.writtenAtMs) <= believedMs ? data.tenantIds : [];
    },
  };
}
