import { LRUCache } from "lru-cache";
import type { Call } from "#common/call.ts";
import { type ToolError, toolErrorFromJson, versionMismatch } from "#common/errors.ts";
import type { Logger } from "#common/logger.ts";
import { atMost } from "#common/once-per-window.ts";
import type { Progress } from "#common/progress.ts";
import type { Envelope } from "#common/queue/envelope.ts";
import {
  createReject,
  type FrameHeader,
  frameContext,
  frameFields,
  frameHeaderFromText,
  maxReplyBytes,
  type RunReport,
  readLastFrame,
} from "#common/queue/protocol.ts";
import type { RedisConnection } from "#common/queue/redis.ts";
import type { GatewayMetrics } from "#gateway/gateway-metrics.ts";
import { openReplyStream, type ReplyStream } from "./reply-stream.ts";

export type ReplyEvent =
  | { type: "signed-in" }
  | { type: "progress"; progress: Progress }
  /** A part of an output that is not its last one. */
  | { type: "part"; bytes: number }
  | { type: "output"; chunks: readonly Buffer[]; report: RunReport }
  | { type: "error"; error: ToolError; report: RunReport };

/** Why a frame was refused. */
type FrameRefusal = "forged" | "repeated" | "out_of_order" | "superseded" | "other_run" | "too_large";

export type AssembledFrame = { event: ReplyEvent } | { refusal: FrameRefusal };

/**
 * Assembles the frames of one call. Only authentic frames count, only in order, and only those of one run: the first
 * frame of a higher run discards the frames of a lower one, later frames of a lower run are refused, and so is a second
 * run with the same number.
 */
export function createFrameAssembler(
  envelope: Envelope,
  call: Call,
): (header: FrameHeader, sealed: Buffer) => AssembledFrame {
  let current = { runNumber: 0, runId: "", next: 0 };
  let chunks: Buffer[] = [];
  let size = 0;

  function refusalOf(header: FrameHeader): FrameRefusal | undefined {
    if (header.runNumber < current.runNumber) return "superseded";
    if (header.runNumber > current.runNumber) return header.sequence === 0 ? undefined : "out_of_order";
    if (header.runId !== current.runId) return "other_run";
    if (header.sequence < current.next) return "repeated";
    return header.sequence > current.next ? "out_of_order" : undefined;
  }

  function toEvent(header: FrameHeader, { content, report }: ReturnType<typeof readLastFrame>): ReplyEvent {
    if (header.type === "signed-in") return { type: "signed-in" };
    if (header.type === "progress") return { type: "progress", progress: JSON.parse(content.toString()) as Progress };
    if (header.type === "error") return { type: "error", error: toolErrorFromJson(content.toString()), report };
    size += content.length;
    chunks.push(content);
    return header.isLast ? { type: "output", chunks, report } : { type: "part", bytes: content.length };
  }

  return function accept(header, sealed) {
    const opened = envelope.open(frameContext(call, header), sealed);
    if (opened === undefined) return { refusal: "forged" };
    const refusal = refusalOf(header);
    if (refusal !== undefined) return { refusal };
    if (header.runNumber > current.runNumber) {
      chunks = [];
      size = 0;
    }
    const frame = header.isLast ? readLastFrame(opened) : { content: opened, report: {} };
    if (size + frame.content.length > maxReplyBytes) return { refusal: "too_large" };
    current = { runNumber: header.runNumber, runId: header.runId, next: header.sequence + 1 };
    return { event: toEvent(header, frame) };
  };
}

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
          const assembled = assemble(header, sealed);
          if ("refusal" in assembled) return reject(`frame_${assembled.refusal}`, requestId);
          onEvent(assembled.event);
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
