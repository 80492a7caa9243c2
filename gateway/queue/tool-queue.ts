import { nameOfCall } from "#common/call.ts";
import type { EndMessages } from "#common/queue/end-messages.ts";
import type { Envelope } from "#common/queue/envelope.ts";
import { endChannel, type JobContent, jobContext, queueName } from "#common/queue/protocol.ts";
import type { RedisConnection } from "#common/queue/redis.ts";
import type { RedisTime } from "#common/queue/redis-time.ts";
import { currentRequest } from "#common/request-scope.ts";
import type { Trace } from "#common/tracing/trace.ts";
import type { Workload } from "#common/workload.ts";
import type { Retrievals } from "#gateway/admission/shared-admission.ts";
import { formatTraceparent, type PendingCall } from "#gateway/open-call.ts";
import { type JobQueues, openJobQueues } from "./bullmq-queues.ts";
import { expiryGraceMs } from "./reply-stream.ts";

/** Tells every worker that the request has ended. Rejects when Redis does not accept the message. */
type AnnounceEnd = (requestId: string) => Promise<void>;

/** The largest number of ids in one message. */
const maxInOne = 500;

/** Requests that end in one turn of the event loop share one message, since each worker reads every message. */
export function createAnnounceEnd({
  redis,
  endMessages,
}: {
  redis: RedisConnection;
  endMessages: EndMessages;
}): AnnounceEnd {
  let open: ReturnType<typeof begin> | undefined;

  async function publish(requestIds: readonly string[]): Promise<void> {
    await redis.spublish(endChannel, endMessages.write(requestIds));
  }

  function begin() {
    const requestIds: string[] = [];
    const { promise: published, resolve } = Promise.withResolvers<void>();
    const batch = { requestIds, published };
    setImmediate(() => {
      if (open === batch) open = undefined;
      resolve(publish(requestIds));
    });
    return batch;
  }

  return function announceEnd(requestId) {
    if (open === undefined || open.requestIds.length >= maxInOne) open = begin();
    open.requestIds.push(requestId);
    return open.published;
  };
}

/** The position of a call in the queues. */
export interface QueuePosition {
  workload: Workload;
  /** Lower numbers are served first; from 1. */
  priority: number;
  /** How long the job may wait for its first start. */
  queueWaitMs: number;
}

export interface ToolQueue extends Omit<JobQueues, "add"> {
  /** Seals a call and queues it. Rejects when Redis does not take it within 2 s. */
  add(pending: PendingCall, position: QueuePosition, envelope: Envelope): Promise<void>;
  /** Tells every worker that the request has ended: its run stops, and no worker starts it any more. */
  announceEnd: AnnounceEnd;
}

/** Queues calls as sealed jobs. */
export function createToolQueue(options: {
  redis: RedisConnection;
  redisTime: RedisTime;
  endMessages: EndMessages;
  gatewayId: string;
  trace: Trace;
  /** The sensitivity labels that a tenant denies now. */
  deniedLabelsOf(tenantId: string): readonly string[];
  retrievals: Pick<Retrievals, "count">;
}): ToolQueue {
  const { redis, redisTime, endMessages, gatewayId, trace, deniedLabelsOf, retrievals } = options;
  const queues = openJobQueues(redis);

  function contentOf(pending: PendingCall, queueWaitMs: number, retrieval: JobContent["retrieval"]): JobContent {
    const { call, userAssertion, input, asPart, onProgress } = pending;
    const now = redisTime.now();
    const traced = currentRequest()?.trace;
    const deniedLabels = deniedLabelsOf(call.caller.tenantId);
    return {
      caller: call.caller,
      userAssertion,
      ...(call.kind === "tool" && { input, wantsProgress: onProgress !== undefined }),
      ...(asPart && { asPart }),
      ...(call.kind === "tool" && deniedLabels.length > 0 && { deniedLabels: [...deniedLabels] }),
      ...(retrieval && { retrieval }),
      queuedAt: now,
      startBy: now + queueWaitMs,
      ...(traced && { traceparent: formatTraceparent(traced) }),
    };
  }

  async function add(pending: PendingCall, position: QueuePosition, envelope: Envelope): Promise<void> {
    const { call } = pending;
    const { requestId } = call;
    const { workload, priority, queueWaitMs } = position;
    const retrieval = pending.isByMeaning ? await retrievals.count(call.caller.tenantId) : undefined;
    const asked = call.kind === "tool" ? { tool: call.tool } : { kind: call.kind };
    const header = { v: 1, requestId, gatewayId, ...asked, expiresAt: call.deadlineMs } as const;
    const content = Buffer.from(JSON.stringify(contentOf(pending, queueWaitMs, retrieval)));
    const sealed = envelope.seal(jobContext(header), content).toString("base64");
    const expiresInMs = call.deadlineMs - redisTime.now() + expiryGraceMs;
    const data = { ...header, sealed };
    await queues.add(workload, { id: requestId, name: nameOfCall(call), data, priority, expiresInMs });
  }

  return {
    ...queues,
    add: (pending, position, envelope) =>
      trace(`send ${queueName(position.workload)}`, { kind: "producer" }, () => add(pending, position, envelope)),
    announceEnd: createAnnounceEnd({ redis, endMessages }),
  };
}
