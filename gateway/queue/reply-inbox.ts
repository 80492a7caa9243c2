import { LRUCache } from "lru-cache";
import { atMost } from "#common/at-most.ts";
import type { Call } from "#common/call.ts";
import { versionMismatch } from "#common/errors.ts";
import type { Logger } from "#common/logger.ts";
import type { Envelope } from "#common/queue/envelope.ts";
import { frameFields, frameHeaderFromText } from "#common/queue/protocol.ts";
import type { RedisConnection } from "#common/queue/redis.ts";
import { createReject } from "#common/queue/rejections.ts";
import type { GatewayMetrics } from "#gateway/gateway-metrics.ts";
import { createFrameAssembler, type ReplyEvent } from "./frame-assembler.ts";
import { openReplyStream, type ReplyStream } from "./reply-stream.ts";

export interface ReplyInbox extends ReplyStream {
  /** Frames of the call go to `onEvent`, in order, until `forget`. Must be called before the job is queued. */
  expect(call: Call, envelope: Envelope, onEvent: (event: ReplyEvent) => void): void;
  forget(requestId: string): void;
}

type Accept = (header: string, sealed: Buffer) => void;

/** Requests that have ended are remembered, to distinguish their late frames from frames of unknown requests. */
const maxEnded = 50_000;

/** Passes each frame of this gateway's reply stream to its call; counts and logs the refused ones. */
export async function openReplyInbox(options: {
  redis: RedisConnection;
  listener: RedisConnection;
  gatewayId: string;
  metrics: GatewayMetrics;
  logger: Logger;
}): Promise<ReplyInbox> {
  const expected = new Map<string, Accept>();
  const ended = new LRUCache<string, true>(atMost(maxEnded));
  const reject = createReject(options.metrics, options.logger);

  function deliver(fields: ReadonlyMap<string, Buffer>): void {
    const requestId = fields.get(frameFields.requestId)?.toString("latin1") ?? "";
    const header = fields.get(frameFields.header)?.toString("latin1") ?? "";
    const accept = expected.get(requestId);
    if (accept !== undefined) accept(header, fields.get(frameFields.sealed) ?? Buffer.alloc(0));
    else reject(ended.has(requestId) ? "frame_late" : "frame_unknown_request", requestId);
  }

  const stream = await openReplyStream({ ...options, onEntry: deliver });

  return {
    ...stream,
    expect(call, envelope, onEvent) {
      const { requestId } = call;
      const assemble = createFrameAssembler(envelope, call);
      expected.set(requestId, (headerText, sealed) => {
        const header = frameHeaderFromText(headerText);
        if (header === undefined) return reject("frame_malformed", requestId);
        try {
          const verdict = assemble(header, sealed);
          if ("refusal" in verdict) return reject(`frame_${verdict.refusal}`, requestId);
          onEvent(verdict.event);
        } catch {
          // Authentic but unreadable: from a worker of another version. Other calls' frames must still be delivered.
          reject("frame_unreadable", requestId);
          onEvent({ type: "error", error: versionMismatch(), report: {} });
        }
      });
    },
    forget(requestId) {
      expected.delete(requestId);
      ended.set(requestId, true);
    },
  };
}
