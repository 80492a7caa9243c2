import { createHmac, type KeyObject } from "node:crypto";
import type { Caller } from "#common/call.ts";
import { deriveKey } from "#common/queue/envelope.ts";
import { keyPrefix } from "#common/queue/protocol.ts";
import type { RedisConnection } from "#common/queue/redis.ts";
import type { SealingKeys } from "#common/settings.ts";

/** Sharded pub/sub: a keyed name of a call that its client gave up on another gateway. */
const cancelChannel = `${keyPrefix}:cancel`;

/** How a client names one of its own calls. */
export interface CallName {
  caller: Caller;
  sessionId: string | undefined;
  /** The JSON-RPC id. */
  rpcId: string | number;
}

/**
 * Calls in flight, by the name that their client has for them. A 2025-era client cancels by a separate POST
 * (`notifications/cancelled`), which may arrive at any gateway and is passed on to all of them.
 */
export interface CallRegistry {
  /** @returns what must be called when the call ends */
  register(name: CallName, cancel: () => void): () => void;
  /** Cancels the call of that name, on any gateway. Does nothing if two calls in flight share the name. */
  cancel(name: CallName): Promise<void>;
}

/** Names cross Redis as keyed hashes: nobody with access to Redis can read or forge one. */
export async function createCallRegistry(options: {
  redis: RedisConnection;
  listener: RedisConnection;
  keys: SealingKeys;
}): Promise<CallRegistry> {
  const { redis, listener, keys } = options;
  const inFlight = new Map<string, Set<() => void>>();
  const hashKeys = keys.map(({ key }) => deriveKey(key, "cancel"));

  const hashWith = (key: KeyObject, { caller, sessionId, rpcId }: CallName) => {
    const parts = [caller.tenantId, caller.userId, caller.clientId, sessionId ?? null, rpcId];
    return createHmac("sha256", key).update(JSON.stringify(parts)).digest("base64url");
  };
  // A call is registered under a name by each key of the ring, so that a cancellation works during a key rotation.
  const hashesOf = (name: CallName) => hashKeys.map((key) => hashWith(key, name));

  listener.on("smessage", (channel: string, message: string) => {
    if (channel !== cancelChannel) return;
    const [only, ...others] = inFlight.get(message) ?? [];
    if (others.length === 0) only?.();
  });
  await listener.ssubscribe(cancelChannel);

  return {
    register(name, cancel) {
      const hashes = hashesOf(name);
      for (const hash of hashes) inFlight.set(hash, (inFlight.get(hash) ?? new Set()).add(cancel));
      return () => {
        for (const hash of hashes) {
          const calls = inFlight.get(hash);
          calls?.delete(cancel);
          if (calls?.size === 0) inFlight.delete(hash);
        }
      };
    },
    async cancel(name) {
      const [hash] = hashesOf(name);
      if (hash !== undefined) await redis.spublish(cancelChannel, hash);
    },
  };
}
