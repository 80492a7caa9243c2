import type { z } from "zod";
import type { Asked, Call, Caller } from "#common/call.ts";
import { createEnvelope, type Envelope } from "#common/queue/envelope.ts";
import { type Job, type JobContent, jobContentSchema, jobContext, jobSchema } from "#common/queue/protocol.ts";
import type { RedisTime } from "#common/queue/redis-time.ts";
import type { SealingKeys } from "#common/settings.ts";
import type { Run, RunReply } from "#workers/run.ts";
import type { RunningCall, RunSlot } from "#workers/slots/run-slot.ts";
import type { FoundJob } from "./bullmq-queues.ts";

/** Time longer than any call may take, so that a request is forgotten only when its jobs have expired. */
const rememberMs = 6 * 60_000;
/** The smallest number of requests that are remembered, at any rate of requests. */
const minRemembered = 100_000;

/** Values in place of the last run's number: a request that had both its runs, and one that has ended. */
const [spent, ended] = [-1, -2];

export type ReplayGuard = ReturnType<typeof createReplayGuard>;

/**
 * Remembers which requests have ended and which runs started in this process. An attacker with access to Redis can
 * delete what Redis remembers, but not this. Entries expire by generations: a time per entry would take more memory
 * than its id.
 * @param now monotonic milliseconds
 */
export function createReplayGuard(now: () => number = () => performance.now()) {
  let [young, old] = [new Map<string, number>(), new Map<string, number>()];
  let bornMs = now();

  function remember(requestId: string, run: number): void {
    if (now() - bornMs >= rememberMs || young.size >= minRemembered) {
      [young, old] = [new Map(), young];
      bornMs = now();
    }
    young.set(requestId, run);
  }
  return {
    /** The request has its answer, or nobody waits for one: none of its jobs may start any more. */
    markEnded: (requestId: string): void => remember(requestId, ended),
    /**
     * Whether a run may start here; if so, it counts as started. A request has two at most: a process may take over its
     * own job after it was frozen or cut off from Redis. The run number comes from Redis, so it can only cause a
     * refusal: that of the second run must be higher. `over` is not always an attack: the message that a call was given
     * up can overtake its job.
     */
    admit(requestId: string, run: number): "admitted" | "over" | "replayed" {
      const last = young.get(requestId) ?? old.get(requestId) ?? 0;
      if (last === ended) return "over";
      if (last === spent || run <= last) return "replayed";
      remember(requestId, last === 0 ? run : spent);
      return "admitted";
    },
  };
}

/** Older gateways ask for a caller's permissions by a job with this `tool`: workers are updated before gateways. */
const oldGrantedScopesTool = "granted-scopes";

function askedByJob(job: Job): Asked {
  if ("kind" in job) return { kind: job.kind };
  return job.tool === oldGrantedScopesTool ? { kind: "granted-scopes" } : { kind: "tool", tool: job.tool };
}

export interface ReplyAddress {
  gatewayId: string;
  runNumber: number;
  envelope: Envelope;
}

/** Why a job is not run. All but `expired` mean tampering with Redis, or a wrong key. */
type JobRefusal = "malformed" | "moved" | "expired" | "forged";

interface OpenJobOptions {
  keys: SealingKeys;
  redisNow: RedisTime["now"];
  /** The call's signal. */
  signal: AbortSignal;
  /** @param bytes what the call keeps while it waits */
  slotFor(caller: Caller, bytes: number): RunSlot;
  replyTo(call: Call, address: ReplyAddress): RunReply;
}

function openContent(envelope: Envelope, job: z.infer<typeof jobSchema>): JobContent | undefined {
  const opened = envelope.open(jobContext(job), Buffer.from(job.sealed, "base64"));
  return opened === undefined ? undefined : jobContentSchema.parse(JSON.parse(opened.toString()));
}

/**
 * Parses a job from Redis, which is not trusted, and returns its run; `isLate` if its first run should have started
 * before now.
 * - `malformed`: not a job. `moved`: stored under another id than its own. `forged`: not sealed by us for exactly this
 *   job.
 * - `expired`: nobody waits any more; it is dropped unopened.
 */
export function openJob(
  found: FoundJob,
  options: OpenJobOptions,
): { run: Run; slot: RunSlot; isLate: boolean } | { refusal: JobRefusal } {
  const { keys, redisNow, signal, slotFor, replyTo } = options;
  const now = redisNow();
  const parsed = jobSchema.safeParse(found.data);
  if (!parsed.success) return { refusal: "malformed" };
  const job = parsed.data;
  const { requestId, gatewayId, expiresAt } = job;
  if (requestId !== found.id) return { refusal: "moved" };
  if (expiresAt <= now) return { refusal: "expired" };
  const envelope = createEnvelope(keys, requestId);
  const content = openContent(envelope, job);
  if (content === undefined) return { refusal: "forged" };
  const { caller, userAssertion, input, wantsProgress = false, startBy, queuedAt, ...others } = content;
  const slot = slotFor(caller, job.sealed.length);
  const call: RunningCall = {
    ...askedByJob(job),
    requestId,
    caller,
    deadlineMs: expiresAt,
    signal,
    slot,
  };
  const isFirst = found.runNumber === 1;
  const run: Run = {
    call,
    userAssertion,
    input,
    wantsProgress,
    ...others,
    number: found.runNumber,
    queueWaitMs: isFirst ? Math.max(0, now - queuedAt) : undefined,
    reply: replyTo(call, { gatewayId, runNumber: found.runNumber, envelope }),
  };
  return { run, slot, isLate: isFirst && now > startBy };
}
