import { z } from "zod";

const lineFeed = 0x0a;

/**
 * Splits two texts at the first line feed. The first is JSON, which has no raw line feed (RFC 8259, 7). Undefined when
 * there is none. Nothing is copied.
 */
function splitFirstLine(bytes: Buffer): { line: Buffer; rest: Buffer } | undefined {
  const end = bytes.indexOf(lineFeed);
  return end < 0 ? undefined : { line: bytes.subarray(0, end), rest: bytes.subarray(end + 1) };
}

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
    .array(z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/))
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

/** The parts of a last frame's content. A worker of an older version sends no report. Throws for an invalid one. */
export function readLastFrame(bytes: Buffer): { report: RunReport; content: Buffer } {
  const parts = splitFirstLine(bytes);
  if (parts === undefined) return { report: {}, content: bytes };
  return { report: runReportSchema.parse(JSON.parse(parts.line.toString())), content: parts.rest };
}
