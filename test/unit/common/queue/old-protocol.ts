import { z } from "zod";
import { type Call, callerSchema } from "#common/call.ts";
import type { FrameHeader } from "#common/queue/protocol.ts";

// What crossed Redis before jobs had kinds, word for word: what old gateways write and old workers read.

const uuid = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);

export const oldJobSchema = z.strictObject({
  v: z.literal(1),
  requestId: uuid,
  gatewayId: uuid,
  tool: z.string().max(64),
  expiresAt: z.number().int(),
  sealed: z.string().max(200_000),
});
type OldJob = z.infer<typeof oldJobSchema>;

export const oldSecretSchema = z.strictObject({
  caller: callerSchema,
  userAssertion: z.string(),
  input: z.unknown(),
  startBy: z.number().int(),
  queuedAt: z.number().int(),
  wantsProgress: z.boolean(),
  traceparent: z.string().max(55).optional(),
});
export type OldSecret = z.infer<typeof oldSecretSchema>;

/** What an old job is sealed with. */
export const oldJobContext = (job: Omit<OldJob, "sealed">) => [
  "job",
  job.v,
  job.requestId,
  job.gatewayId,
  job.tool,
  job.expiresAt,
];

/** What an old frame of the call is sealed with, by the name that an old process has for what was asked. */
export const oldFrameContext = ({ requestId, caller }: Call, tool: string, frame: FrameHeader) => {
  const { runNumber, runId, type, sequence, isLast } = frame;
  return ["frame", 1, requestId, caller.tenantId, caller.userId, tool, runNumber, runId, type, sequence, isLast];
};
