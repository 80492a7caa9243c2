import { z } from "zod";
import { type Call, callerSchema, nameOfCall } from "#common/call.ts";
import type { Logger } from "#common/logger.ts";
import type { MetricsOf, sharedMetrics } from "#common/metrics.ts";
import { parseJson } from "#common/text.ts";
import type { Workload } from "#common/workload.ts";
import type { SealContext } from "./envelope.ts";

/** One hash tag for every key, so that a deployment runs on Redis or Valkey, alone, under Sentinel or in a Cluster. */
export const keyPrefix = "{m365}";

export const queueName = (workload: Workload): string => `tool-calls-${workload}`;
/** Scores in BullMQ's sorted set of waiting jobs: a job of priority p is in [p × this, (p + 1) × this). */
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
  /** Unix milliseconds of Redis' clock, after which nobody waits. */
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
type JobHeader = WithoutSealed<Job>;

export const jobContentSchema = z.strictObject({
  caller: callerSchema,
  userAssertion: z.string(),
  /** A tool's arguments. */
  input: z.unknown().optional(),
  /** Until when the first run may start, Unix milliseconds of Redis' clock. */
  startBy: z.number().int(),
  /** Unix milliseconds of Redis' clock. */
  queuedAt: z.number().int(),
  wantsProgress: z.boolean().optional(),
  /** The answer is for a composite tool: as an object, not as a model reads it. Earlier workers refuse it. */
  asPart: z.literal(true).optional(),
  /** The sensitivity labels that the tenant denies; absent where it denies none. Earlier workers refuse it. */
  deniedLabels: z.array(uuid).optional(),
  /**
   * Whether the tenant lets Microsoft 365 search by meaning for this call, which asks for it, or its limit is used up;
   * absent where the tenant has it off. Earlier workers refuse it.
   */
  retrieval: z.enum(["on", "used-up"]).optional(),
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
 * `signed-in`: the exchange worked; `progress`: JSON of `Progress`; `output`: a chunk of what `partOutputSchema`
 * describes; `error`: JSON of a `ToolError`.
 */
const frameTypes = ["signed-in", "progress", "output", "error"] as const;
export type FrameType = (typeof frameTypes)[number];

const frameHeader = z
  .tuple([
    /** Run number: 1 for the first start of a job, one more each time another worker takes it over. */
    z.number().int().min(1),
    /** Random id of the run: tells two runs with the same number apart. */
    z.string().regex(/^[\w-]{16}$/),
    z.enum(frameTypes),
    /** Counts the frames of a run from 0, without gaps. */
    z.number().int().min(0),
    /** Whether this is the run's last frame. */
    z.boolean(),
  ])
  .transform(([runNumber, runId, type, sequence, isLast]) => ({ runNumber, runId, type, sequence, isLast }));

export type FrameHeader = z.output<typeof frameHeader>;

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
  return text.length > 200 ? undefined : frameHeader.safeParse(parseJson(text)).data;
}

/** Field names of a stream entry. */
export const frameFields = { requestId: "id", header: "h", sealed: "b" } as const;

/** An output travels in chunks of this many bytes. */
export const chunkBytes = 256 * 1024;
/** The largest output of a tool: four times the largest with pictures. Workers send no more, gateways take no more. */
export const maxReplyBytes = 4 * 1024 * 1024;

const lineFeed = 0x0a;

/** The most ids in a report; `graphRequests` counts them all. */
export const maxGraphRequestIds = 20;

/**
 * What a worker reports about a run for the audit log, sealed in the run's last frame. No content, no address of an
 * item, no token.
 */
export const runReportSchema = z.object({
  queueWaitMs: z.number().int().min(0).optional().describe("How long the call waited for a worker"),
  slotMs: z
    .number()
    .int()
    .min(0)
    .optional()
    .describe("For how long it had a slot of the worker: not while it only waited"),
  permission: z
    .array(z.string().regex(/^[A-Za-z.]{1,64}$/))
    .max(8)
    .optional()
    .describe("The delegated Microsoft Graph permissions that the call was made with"),
  graphRequests: z.number().int().min(0).optional().describe("How many answers Microsoft Graph gave"),
  graphRequestIds: z
    .array(uuid)
    .max(maxGraphRequestIds)
    .optional()
    .describe(
      "Microsoft Graph's own ids of the first 20 of them (`request-id`), for Microsoft's support and activity logs",
    ),
});

export type RunReport = z.infer<typeof runReportSchema>;

/** The content of a run's last frame, in parts. */
export function lastFrameContent(report: RunReport, content: Uint8Array): readonly Uint8Array[] {
  return [Buffer.from(`${JSON.stringify(report)}\n`), content];
}

/**
 * The parts of a last frame's content, of which nothing is copied. The report is JSON, which has no raw line feed (RFC
 * 8259, 7). A worker of an older version sends none. Throws for an invalid one.
 */
export function readLastFrame(bytes: Buffer): { report: RunReport; content: Buffer } {
  const end = bytes.indexOf(lineFeed);
  if (end < 0) return { report: {}, content: bytes };
  const report = runReportSchema.parse(JSON.parse(bytes.toString("utf8", 0, end)));
  return { report, content: bytes.subarray(end + 1) };
}

/**
 * What a worker sends of an answer. To a client: the JSON of an MCP result's `content`, which gateways pass on unread.
 * To a composite tool: the JSON of this object.
 */
export const partOutputSchema = z.object({
  /** The answer of the tool, before it is written for a model. */
  output: z.record(z.string(), z.unknown()),
  /** Whether a client would be shown pictures with it. */
  hasPictures: z.boolean(),
});
export type PartOutput = z.output<typeof partOutputSchema>;

/** An MCP content block of text. A text is one as it is, any other value is a line of JSON. */
export const textBlock = (value: unknown) => ({
  type: "text" as const,
  text: typeof value === "string" ? value : `${JSON.stringify(value)}\n`,
});

/** Counts something out of Redis that was not accepted. @param requestId as it stood in Redis */
export type Reject = (reason: string, requestId?: string) => void;

/** Reasons that occur also where only the connector writes to Redis. The alert FramesRejected ignores the same. */
const ordinary = new Set(["job_over", "frame_late", "frame_superseded"]);

/** Each rejection is counted and has a log line: its reason, and its request ID if that has the form of one. */
export function createReject(
  metrics: Pick<MetricsOf<typeof sharedMetrics>, "framesRejected">,
  logger: Pick<Logger, "info" | "warn">,
): Reject {
  return function reject(reason, requestId) {
    metrics.framesRejected.inc({ reason });
    const isOne = requestIdSchema.safeParse(requestId).success;
    logger[ordinary.has(reason) ? "info" : "warn"]({ reason, ...(isOne && { requestId }) }, "rejected, from Redis");
  };
}
