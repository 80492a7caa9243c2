import { z } from "zod";
import { type Call, nameOfCall } from "#common/call.ts";
import { callerSchema } from "#common/caller.ts";
import type { Workload } from "#common/workload.ts";
import type { SealContext } from "./envelope.ts";

/** One hash tag for every key, so that a deployment runs on Redis or Valkey, alone, under Sentinel or in a Cluster. */
export const keyPrefix = "{m365}";

export const queueName = (workload: Workload): string => `tool-calls-${workload}`;
export const replyStreamKey = (gatewayId: string): string => `${keyPrefix}:replies:${gatewayId}`;
/** The workers that are there, with their slots per workload. */
export const fleetKey = `${keyPrefix}:workers`;
/** Sharded pub/sub: the note that a request is over. Workers stop it, and refuse it from then on. */
export const overChannel = `${keyPrefix}:over`;
/** Sharded pub/sub: a keyed name of a call that its client gave up on another gateway. */
export const cancelChannel = `${keyPrefix}:cancel`;

/** Beyond a request's expiry: how long what belongs to it may exist at most. */
export const expiryGraceMs = 60_000;

const uuid = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
export const requestIdSchema = uuid;

/** A job as it lies in Redis: this much in clear, the rest sealed. Whoever reads one trusts none of it. */
export const toolJobSchema = z.strictObject({
  v: z.literal(1),
  requestId: uuid,
  gatewayId: uuid,
  tool: z.string().max(64),
  /** When nobody waits any more, Unix milliseconds of Redis' clock. */
  expiresAt: z.number().int(),
  /** Base64 of the sealed `ToolJobSecret`. */
  sealed: z.string().max(200_000),
});
export type ToolJob = z.infer<typeof toolJobSchema>;

export const toolJobSecretSchema = z.strictObject({
  caller: callerSchema,
  userAssertion: z.string(),
  input: z.unknown(),
  /** Until when the first run may start, Unix milliseconds of Redis' clock. */
  startBy: z.number().int(),
  /** When the job was queued, Unix milliseconds of Redis' clock. */
  queuedAt: z.number().int(),
  wantsProgress: z.boolean(),
  /** W3C trace context of the gateway's span; when the gateway records none, of the client's. */
  traceparent: z.string().max(55).optional(),
});
export type ToolJobSecret = z.infer<typeof toolJobSecretSchema>;

/** The `tool` of a job that asks which permissions the caller has: for tools/list. It runs no tool. */
export const grantedScopesQuestion = "granted-scopes";

/** Its answer. */
export const grantedScopesAnswer = z.strictObject({
  /** Delegated Graph permissions, with those that they imply. */
  scopes: z.array(z.string()),
  /** Until when the answer may be believed, counted from the exchange, Unix milliseconds of Redis' clock. */
  expiresAt: z.number(),
});

/** All that a job has in clear is part of what it is sealed with. */
export function jobContext(job: Omit<ToolJob, "sealed">): SealContext {
  return ["job", job.v, job.requestId, job.gatewayId, job.tool, job.expiresAt];
}

/**
 * `signed-in`: the exchange worked; `progress`: JSON of `Progress`; `output`: a chunk of what `joinToolOutput` made;
 * `error`: JSON of a `ToolError`.
 */
export const frameTypes = ["signed-in", "progress", "output", "error"] as const;
export type FrameType = (typeof frameTypes)[number];

const frameHeader = z.tuple([
  /** Run number: 1 for the first start of a job, one more each time another worker takes it over. */
  z.number().int().min(1),
  /** Random id of the run: two runs with one number are two runs all the same. */
  z.string().regex(/^[\w-]{16}$/),
  z.enum(frameTypes),
  /** Counts the frames of a run from 0, without gaps. */
  z.number().int().min(0),
  /** Whether the run says nothing after this. */
  z.boolean(),
]);

export interface FrameHeader {
  run: number;
  runId: string;
  type: FrameType;
  sequence: number;
  isLast: boolean;
}

/** A frame is sealed for the call that it answers. */
export function frameContext(call: Call, header: FrameHeader): SealContext {
  const { tenantId, userId } = call.caller;
  return ["frame", 1, call.requestId, tenantId, userId, nameOfCall(call), ...encodedHeader(header)];
}

const encodedHeader = ({ run, runId, type, sequence, isLast }: FrameHeader) =>
  [run, runId, type, sequence, isLast] as const;

export const frameHeaderToText = (header: FrameHeader): string => JSON.stringify(encodedHeader(header));

/** The header out of a stream entry, or undefined when it is not one. */
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
  return { run, runId, type, sequence, isLast };
}

/** Field names of a stream entry. */
export const frameFields = { requestId: "id", header: "h", sealed: "b" } as const;

/** An output travels in chunks of this many bytes. */
export const chunkBytes = 256 * 1024;
/** The largest output of a tool, in bytes of its JSON text. */
export const maxOutputBytes = 4 * 1024 * 1024;
/**
 * With its text blocks: JSON within JSON, where each quote and backslash takes twice its room, and a block may say a thing
 * twice. Workers send no more, and gateways take no more.
 */
export const maxReplyBytes = 4 * maxOutputBytes;
