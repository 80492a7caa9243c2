import { LRUCache } from "lru-cache";
import type { Call } from "#common/call.ts";
import { describeError, type Logger } from "#common/logger.ts";
import type { Envelope } from "#common/queue/envelope.ts";
import { beingUpdated } from "#common/queue/other-version.ts";
import { expiryGraceMs, frameFields, frameHeaderFromText, replyStreamKey } from "#common/queue/protocol.ts";
import type { RedisConnection } from "#common/queue/redis.ts";
import { levelOfTrouble } from "#common/queue/redis-outage.ts";
import type { GatewayMetrics } from "#gateway/gateway-metrics.ts";
import { createFrameAssembler, type ReplyEvent } from "./frame-assembler.ts";

/** How often the gateway shows that it is there. */
const heartbeatMs = 5_000;
/** A blocking read returns at least this often, so that closing does not wait for long. */
const blockMs = 1_000;
/** More would keep the event loop from all else for too long. */
const readCount = 8;

export interface ReplyInbox {
  /** Frames of the request go to `onEvent`, in order, until `forget`. Call it before the job is queued. */
  expect(call: Call, envelope: Envelope, onEvent: (event: ReplyEvent) => void): void;
  forget(requestId: string): void;
  /** Whether the stream exists and is being read. */
  isReading(): boolean;
  close(): Promise<void>;
}

type Accept = (header: string, sealed: Buffer) => void;

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
 * Reads this gateway's reply stream and hands each frame to the call it belongs to. Entries are deleted as they are
 * read, or with the next heartbeat where Redis did not take that. The stream is born here, ends a minute after the last
 * heartbeat, and is made again when Redis lost it.
 * @param listener a connection of its own for the blocking read
 */
export async function openReplyInbox(options: {
  redis: RedisConnection;
  listener: RedisConnection;
  gatewayId: string;
  metrics: GatewayMetrics;
  logger: Logger;
}): Promise<ReplyInbox> {
  const { redis, listener, gatewayId, metrics, logger } = options;
  const stream = replyStreamKey(gatewayId);
  const expected = new Map<string, Accept>();
  const ended = new LRUCache<string, true>({ max: 50_000 });
  let lastId = "0-0";
  let isOpen = true;
  let isFailing = false;
  let hasLeftovers = false;

  const reject = (reason: string) => metrics.framesRejected.inc({ reason });

  async function createStream(): Promise<void> {
    const id = await redis.xadd(stream, "*", "born", "1");
    if (id !== null) await redis.xdel(stream, id);
    await redis.pexpire(stream, expiryGraceMs);
    lastId = "0-0";
  }

  /** What was read while Redis did not take the deletion: every entry up to the last one that was read. */
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
      if ((await redis.pexpire(stream, expiryGraceMs)) === 0) await createStream();
      if (hasLeftovers) await deleteLeftovers();
    } catch (error) {
      logger.debug(describeError(error), "no heartbeat: Redis does not answer");
    }
  }

  function deliver(values: readonly Buffer[]): void {
    const fields = fieldsOf(values);
    const requestId = fields.get(frameFields.requestId)?.toString("latin1") ?? "";
    const header = fields.get(frameFields.header)?.toString("latin1") ?? "";
    const accept = expected.get(requestId);
    if (accept !== undefined) accept(header, fields.get(frameFields.sealed) ?? Buffer.alloc(0));
    else reject(ended.has(requestId) ? "frame_late" : "frame_unknown_request");
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
    for (const [, values] of entries) deliver(values ?? []);
  }

  async function readForever(): Promise<void> {
    while (isOpen) {
      try {
        await readOnce();
      } catch (error) {
        if (!isOpen) return;
        if (!isFailing) logger[levelOfTrouble(error)](describeError(error), "the reply stream can't be read");
        isFailing = true;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  }

  await createStream();
  const reading = readForever();
  const heartbeat = setInterval(beat, heartbeatMs);
  // A Redis that was restarted has lost the stream: no need to wait for the next heartbeat.
  redis.on("ready", beat);

  return {
    expect(call, envelope, onEvent) {
      const assemble = createFrameAssembler(envelope, call);
      expected.set(call.requestId, (headerText, sealed) => {
        const header = frameHeaderFromText(headerText);
        if (header === undefined) return reject("frame_malformed");
        try {
          const verdict = assemble(header, sealed);
          if ("refusal" in verdict) return reject(`frame_${verdict.refusal}`);
          if (verdict.event !== undefined) onEvent(verdict.event);
        } catch {
          // Authentic, and yet not to be read: from a worker of another version. Other callers' frames come after it.
          reject("frame_unreadable");
          onEvent({ type: "error", error: beingUpdated(), report: {} });
        }
      });
    },
    forget(requestId) {
      expected.delete(requestId);
      ended.set(requestId, true);
    },
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
