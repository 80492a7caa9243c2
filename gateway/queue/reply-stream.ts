import { setTimeout as delay } from "node:timers/promises";
import { describeError, type Logger } from "#common/logger.ts";
import { replyStreamKey } from "#common/queue/protocol.ts";
import { createRedisScript, type RedisConnection } from "#common/queue/redis.ts";
import { logLevelFor } from "#common/queue/redis-outage.ts";

/** How long anything of a request may exist at most after the request's expiry. */
export const expiryGraceMs = 60_000;

/** How often the stream's expiry is extended. */
const heartbeatMs = 5_000;
/** A blocking read returns at least this often, so that closing does not wait for long. */
const blockMs = 1_000;
/** More entries at once would block the event loop for too long. */
const readCount = 8;
const retryAfterMs = 100;

/**
 * Extends the stream's expiry; an absent stream is created first, and empty. A stream is born with an entry. In a
 * second command its deletion came too late: a read that waited got it, as a frame of nobody. Returns whether it was
 * created.
 */
const keepAlive = `
local isAbsent = redis.call("EXISTS", KEYS[1]) == 0
if isAbsent then
  redis.call("XDEL", KEYS[1], redis.call("XADD", KEYS[1], "*", "born", "1"))
end
redis.call("PEXPIRE", KEYS[1], ARGV[1])
return isAbsent and 1 or 0`;

export interface ReplyStream {
  /** Whether the stream exists and is being read. */
  isReading(): boolean;
  /** Stops reading and deletes the stream. */
  close(): Promise<void>;
}

/** Fields of a stream entry: name, value, name, value. */
function fieldsOf(values: readonly Buffer[]): Map<string, Buffer> {
  const fields = new Map<string, Buffer>();
  for (let index = 0; index + 1 < values.length; index += 2) {
    const [name, value] = values.slice(index, index + 2);
    if (name !== undefined && value !== undefined) fields.set(name.toString("latin1"), value);
  }
  return fields;
}

/**
 * Creates this gateway's reply stream and reads it. Entries are deleted as they are read, or at the next heartbeat if
 * Redis did not accept the deletion. The stream expires a minute after the last heartbeat, and is created again when
 * Redis lost it.
 * @param listener a connection of its own for the blocking read
 * @param onEntry gets the fields of each entry, in order; must not throw
 */
export async function openReplyStream(options: {
  redis: RedisConnection;
  listener: RedisConnection;
  gatewayId: string;
  onEntry: (fields: ReadonlyMap<string, Buffer>) => void;
  logger: Logger;
}): Promise<ReplyStream> {
  const { redis, listener, gatewayId, onEntry, logger } = options;
  const stream = replyStreamKey(gatewayId);
  const runKeepAlive = createRedisScript(redis, keepAlive);
  let lastId = "0-0";
  let isOpen = true;
  let isFailing = false;
  let hasLeftovers = false;

  async function keepStream(): Promise<void> {
    if ((await runKeepAlive([stream], [expiryGraceMs])) === 1) lastId = "0-0";
  }

  /** Entries that were read, but not deleted because Redis failed: all up to the last one that was read. */
  async function deleteLeftovers(): Promise<void> {
    hasLeftovers = false;
    const upTo = lastId;
    try {
      await redis.xtrim(stream, "MINID", upTo);
      await redis.xdel(stream, upTo);
    } catch (error) {
      hasLeftovers = true;
      throw error;
    }
  }

  async function beat(): Promise<void> {
    try {
      await keepStream();
      if (hasLeftovers) await deleteLeftovers();
    } catch (error) {
      logger.debug(describeError(error), "no heartbeat: Redis does not answer");
    }
  }

  async function readOnce(): Promise<void> {
    const answer = await listener.xreadBuffer("COUNT", readCount, "BLOCK", blockMs, "STREAMS", stream, lastId);
    isFailing = false;
    const entries = answer?.[0]?.[1] ?? [];
    if (entries.length === 0) return;
    const ids = entries.map(([id]) => id.toString("latin1"));
    lastId = ids.at(-1) ?? lastId;
    redis.xdel(stream, ...ids).catch((error: unknown) => {
      hasLeftovers = true;
      logger.debug(describeError(error), "entries stay until the next heartbeat");
    });
    for (const [, values] of entries) onEntry(fieldsOf(values ?? []));
  }

  async function readForever(): Promise<void> {
    while (isOpen) {
      try {
        await readOnce();
      } catch (error) {
        if (!isOpen) return;
        if (!isFailing) logger[logLevelFor(error)](describeError(error), "the reply stream can't be read");
        isFailing = true;
        await delay(retryAfterMs);
      }
    }
  }

  await keepStream();
  const reading = readForever();
  const heartbeat = setInterval(beat, heartbeatMs);
  // A restarted Redis has lost the stream, so it is created again at once, and not at the next heartbeat.
  redis.on("ready", beat);

  return {
    isReading: () => listener.status === "ready" && !isFailing,
    async close() {
      isOpen = false;
      clearInterval(heartbeat);
      redis.off("ready", beat);
      await reading;
      await redis.del(stream);
    },
  };
}
