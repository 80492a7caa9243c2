import { createEnvelope, type Envelope } from "#common/queue/envelope.ts";
import {
  jobContext,
  type ToolJob,
  type ToolJobSecret,
  toolJobSchema,
  toolJobSecretSchema,
} from "#common/queue/protocol.ts";
import type { SealingKeys } from "#common/settings.ts";

export interface OpenedJob {
  job: ToolJob;
  secret: ToolJobSecret;
  envelope: Envelope;
}

/** Why a job is not run. All but `expired` mean that somebody tampers with Redis, or a wrong key. */
export type JobRefusal = "malformed" | "moved" | "expired" | "forged";

/**
 * Reads a job out of Redis, which is not trusted.
 * - `malformed`: not a job. `moved`: lies under another id than its own. `forged`: not sealed by us for exactly this.
 * - `expired`: nobody waits any more; it is dropped unopened.
 * @param found `id` as BullMQ has it, `now` in Redis' time
 */
export function openJob(
  keys: SealingKeys,
  found: { id: string | undefined; data: unknown; now: number },
): OpenedJob | { refusal: JobRefusal } {
  const parsed = toolJobSchema.safeParse(found.data);
  if (!parsed.success) return { refusal: "malformed" };
  const job = parsed.data;
  if (job.requestId !== found.id) return { refusal: "moved" };
  if (job.expiresAt <= found.now) return { refusal: "expired" };
  const envelope = createEnvelope(keys, job.requestId);
  const secret = openSecret(envelope, job);
  if (secret === undefined) return { refusal: "forged" };
  return { job, secret, envelope };
}

function openSecret(envelope: Envelope, job: ToolJob): ToolJobSecret | undefined {
  const opened = envelope.open(jobContext(job), Buffer.from(job.sealed, "base64"));
  return opened === undefined ? undefined : toolJobSecretSchema.parse(JSON.parse(opened.toString()));
}
