import { randomUUID } from "node:crypto";
import { createEnvelope } from "#common/queue/envelope.ts";
import { jobContext } from "#common/queue/protocol.ts";
import type { SealingKeys } from "#common/settings.ts";
import { somebodyWithIds } from "#test/unit/call-fixture.ts";

/** What a job says to workers alone, when it was queued at `queuedAt`. */
export const jobSecret = (queuedAt: number) => ({
  caller: somebodyWithIds,
  userAssertion: "token",
  input: { query: "budget" },
  startBy: queuedAt + 2_000,
  queuedAt,
  wantsProgress: false,
});

/** A job as the gateway makes it: of a tool `t`, by somebody, with 25 s from `queuedAt` on. */
export function sealedJob(keys: SealingKeys, queuedAt: number, changes: { expiresAt?: number } = {}) {
  const header = {
    v: 1,
    requestId: randomUUID(),
    gatewayId: randomUUID(),
    tool: "t",
    expiresAt: queuedAt + 25_000,
    ...changes,
  } as const;
  const envelope = createEnvelope(keys, header.requestId);
  const sealed = envelope.seal(jobContext(header), Buffer.from(JSON.stringify(jobSecret(queuedAt))));
  return { ...header, sealed: sealed.toString("base64") };
}
