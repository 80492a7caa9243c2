import { z } from "zod";
import { type Call, nameOfCall } from "#common/call.ts";
import { callerSchema } from "#common/caller.ts";
import type { Workload } from "#common/workload.ts";
import type { SealContext } from "./envelope.ts";

/** One hash tag for every key, so that a deployment runs on Redis or Valkey, alone, under Sentinel or in a Cluster. */
export const keyPrefix = "{m365}";

export const queueName = (workload: Workload): string => `tool-calls-${workload}`;
/** In BullMQ's sorted set of waiting jobs, the score of a job of priority p is in [p × this, (p + 1) × this). */
export const scoresPerPriority = 2 ** 32;
export const replyStreamKey = (gatewayId: string): string => `${keyPrefix}:replies:${gatewayId}`;
/** Sorted set of the running workers, with their slots per workload. */
export const fleetKey = `${keyPrefix}:workers`;
/** Sharded pub/sub: end-of-request messages. Workers stop the runs of the request, and refuse its jobs from then on. */
export const endChannel = `${keyPrefix}:over`;

const uuid = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
export const requestIdSchema = uuid;

const jobFields = {
  v: z.literal(1),
  requestId: uuid,
  gatewayId: uuid,
  /** When nobody waits any more, Unix milliseconds of Redis' clock. */
  expiresAt: z.number().int(),
  /** Base64 of the sealed `JobContent`. */
  sealed: z.string().max(200_000),
};

/**
 * A job in Redis: this much in clear, the rest sealed. A reader trusts none of it. A job with `tool` runs that tool; a
 * job with `kind` runs none.
 */
export const jobSchema = z.union([
  z.strictObject({ ...jobFields, tool: z.string().max(64) }),
  z.strictObject({ ...jobFields, kind: z.literal("granted-scopes") }),
]);
export type Job = z.infer<typeof jobSchema>;
type WithoutSealed<T> = T extends unknown ? Omit<T, "sealed"> : never;
export type JobHeader = WithoutSealed<Job>;

export const jobContentSchema = z.strictObject({
  caller: callerSchema,
  userAssertion: z.string(),
  /** A tool's arguments. */
  input: z.unknown().optional(),
  /** Until when the first run may start, Unix milliseconds of Redis' clock. */
  startBy: z.number().int(),
  /** When the job was queued, Unix milliseconds of Redis' clock. */
  queuedAt: z.number().int(),
  wantsProgress: z.boolean().optional(),
  /** The answer is for a composite tool: as an object, not as a model reads it. Earlier workers refuse it. */
  asPart: z.literal(true).optional(),
  /** W3C trace context of the gateway's span; when the gateway records none, of the client's. */
  traceparent: z.string().max(55).optional(),
});
export type JobContent = z.infer<typeof jobContentSchema>;

/** The answer to a job of the kind `granted-scopes`. */
export const grantedScopesAnswer = z.strictObject({
  /** Delegated Graph permissions, with those that they imply. */
  scopes: z.array(z.string()),
  /** Until when the answer may be believed, counted from the exchange, Unix milliseconds of Redis' clock. */
  expiresAt: z.number(),
});

/** The additional data of a job's seal: everything that the job has in clear. */
export function jobContext(job: JobHeader): SealContext {
  const asked = "kind" in job ? ["kind", job.kind] : [job.tool];
  return ["job", job.v, job.requestId, job.gatewayId, ...asked, job.expiresAt];
}

/**
 * `signed-in`: the exchange worked; `progress`: JSON of `Progress`; `output`: a chunk of what `tool-output.ts`
 * describes; `error`: JSON of a `ToolError`.
 */
export const frameTypes = ["signed-in", "progress", "output", "error"] as const;
export type FrameType = (typeof frameTypes)[number];

const frameHeader = z.tuple([
  /** Run number: 1 for the first start of a job, one more each time another worker takes it over. */
  z.number().int().min(1),
  /** Random id of the run: tells two runs with the same number apart. */
  z.string().regex(/^[\w-]{16}$/),
  z.enum(frameTypes),
  /** Counts the frames of a run from 0, without gaps. */
  z.number().int().min(0),
  /** Whether this is the run's last frame. */
  z.boolean(),
]);

export interface FrameHeader {
  runNumber: number;
  runId: string;
  type: FrameType;
  sequence: number;
  isLast: boolean;
}

/** The additional data of a frame's seal: the call that it answers, and everything that the frame has in clear. */
export function frameContext(call: Call, header: FrameHeader): SealContext {
  const { tenantId, userId } = call.caller;
  return ["frame", 1, call.requestId, tenantId, userId, nameOfCall(call), ...encodedHeader(header)];
}

const encodedHeader = ({ runNumber, runId, type, sequence, isLast }: FrameHeader) =>
  [runNumber, runId, type, sequence, isLast] as const;

export const frameHeaderToText = (header: FrameHeader): string => JSON.stringify(encodedHeader(header));

/** Parses the header of a stream entry; undefined for anything else. */
export function frameHeaderFromText(text: string): FrameHeader | undefined {
  if (text.length > 200) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = frameHeader.safeParse(value);
  if (!parsed.success) return undefined;
  const [run, runId, type, sequence, isLast] = parsed.data;
  return { runNumber: run, runId, type, sequence, isLast };
}

/** Field names of a stream entry. */
export const frameFields = { requestId: "id", header: "h", sealed: "b" } as const;

/** An output travels in chunks of this many bytes. */
export const chunkBytes = 256 * 1024;
/** The largest output of a tool: four times the largest with pictures. Workers send no more, gateways take no more. */
export const maxReplyBytes = 4 * 1024 * 1024;
