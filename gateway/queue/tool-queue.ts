import { Queue } from "bullmq";
import type { Envelope } from "#common/queue/envelope.ts";
import type { OverNotes } from "#common/queue/over-note.ts";
import { expiryGraceMs, jobContext, keyPrefix, queueName, type ToolJobSecret } from "#common/queue/protocol.ts";
import type { RedisConnection } from "#common/queue/redis.ts";
import type { RedisTime } from "#common/queue/redis-time.ts";
import { currentRequest } from "#common/request-scope.ts";
import type { Trace } from "#common/tracing/trace.ts";
import { formatTraceparent } from "#common/tracing/traceparent.ts";
import { type Workload, workloads } from "#common/workload.ts";
import { type AnnounceOver, createAnnounceOver } from "./announce-over.ts";

/** Where BullMQ counts how often a job was started; and what every job has. */
const [startsField, bornField] = ["ats", "timestamp"];

/** It was `removed`; or a worker has `started` it, and it stays; or it is `gone`: a worker has ended it, or Redis lost it. */
export type UnstartedJob = "removed" | "started" | "gone";

export interface ToolQueue {
  /** Seals a call and queues it. Rejects when Redis does not take it within 2 s. */
  add(call: QueuedCall, envelope: Envelope): Promise<void>;
  /** Takes a job out unless it runs: also one that waits to be run again. */
  removeWaiting(workload: Workload, requestId: string): Promise<void>;
  /** Takes a job out unless a worker has ever started it, and tells what it found. */
  removeUnstarted(workload: Workload, requestId: string): Promise<UnstartedJob>;
  /** Tells every worker that the request is over: a running one stops, and none starts it any more. */
  announceOver: AnnounceOver;
  close(): Promise<void>;
}

export interface QueuedCall {
  requestId: string;
  tool: string;
  workload: Workload;
  /** Lower numbers are served first; from 1. */
  priority: number;
  callTimeoutMs: number;
  queueWaitMs: number;
  secret: Omit<ToolJobSecret, "startBy" | "queuedAt" | "traceparent">;
}

/** One BullMQ queue per workload, on one connection. Nothing of a job stays when it ends, not even in BullMQ's events. */
export function createToolQueue(options: {
  redis: RedisConnection;
  redisTime: RedisTime;
  overNotes: OverNotes;
  gatewayId: string;
  trace: Trace;
}): ToolQueue {
  const { redis, redisTime, overNotes, gatewayId, trace } = options;
  const settings = {
    connection: redis,
    prefix: keyPrefix,
    streams: { events: { maxLen: 0 } },
    defaultJobOptions: {
      attempts: 1,
      removeOnComplete: true,
      removeOnFail: true,
      stackTraceLimit: 0,
      sizeLimit: 250_000,
    },
  };
  const queues = Object.fromEntries(workloads.map((workload) => [workload, new Queue(queueName(workload), settings)]));
  // Without a listener BullMQ prints errors whole; the loss of Redis is logged by the connection, once.
  for (const queue of Object.values(queues)) queue.on("error", () => undefined);
  const queueOf = (workload: Workload): Queue => {
    const queue = queues[workload];
    if (queue === undefined) throw new Error(`no queue for ${workload}`);
    return queue;
  };

  async function add(call: QueuedCall, envelope: Envelope): Promise<void> {
    const { requestId, tool, workload, priority, callTimeoutMs, queueWaitMs, secret } = call;
    const queue = queueOf(workload);
    const now = redisTime.now();
    const header = { v: 1, requestId, gatewayId, tool, expiresAt: now + callTimeoutMs } as const;
    const traced = currentRequest()?.trace;
    const content: ToolJobSecret = {
      ...secret,
      queuedAt: now,
      startBy: now + queueWaitMs,
      ...(traced && { traceparent: formatTraceparent(traced) }),
    };
    const sealed = envelope.seal(jobContext(header), Buffer.from(JSON.stringify(content)));
    await queue.add(tool, { ...header, sealed: sealed.toString("base64") }, { jobId: requestId, priority });
    // BullMQ gives a job no end of its own; this one covers a gateway and workers that all died.
    await redis.pexpire(queue.toKey(requestId), callTimeoutMs + expiryGraceMs);
  }

  return {
    add: (call, envelope) => trace(`send ${queueName(call.workload)}`, { kind: "producer" }, () => add(call, envelope)),
    removeWaiting: async (workload, requestId) => void (await queueOf(workload).remove(requestId)),
    async removeUnstarted(workload, requestId) {
      const queue = queueOf(workload);
      const [starts, born] = await redis.hmget(queue.toKey(requestId), startsField, bornField);
      if (starts) return "started";
      // To BullMQ a job that does not exist is as good as removed.
      if (!born) return "gone";
      return (await queue.remove(requestId)) === 1 ? "removed" : "started";
    },
    announceOver: createAnnounceOver({ redis, overNotes }),
    close: async () => void (await Promise.all(Object.values(queues).map((queue) => queue.close()))),
  };
}
