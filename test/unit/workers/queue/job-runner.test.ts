import { randomUUID } from "node:crypto";
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createEnvelope } from "#common/queue/envelope.ts";
import { jobContext } from "#common/queue/protocol.ts";
import type { SealingKeys } from "#common/settings.ts";
import { newSealingKey } from "#test/support/sealing-key.ts";
import { recordingLogger } from "#test/unit/workers/auth/obo-fixture.ts";
import { createJobRunner } from "#workers/queue/job-runner.ts";
import { createReplayGuard } from "#workers/queue/replay-guard.ts";
import { countedMetrics } from "../resilience/layer-fixture.ts";

const keys: SealingKeys = [newSealingKey()];
let redis: Redis;

// No run here says anything, so nothing is ever asked of it.
beforeAll(() => {
  redis = new Redis({ lazyConnect: true });
});
afterAll(() => redis.disconnect());

function sealedJob() {
  const now = Date.now();
  const header = {
    v: 1,
    requestId: randomUUID(),
    gatewayId: randomUUID(),
    tool: "t",
    expiresAt: now + 25_000,
  } as const;
  const caller = {
    tenantId: randomUUID(),
    userId: randomUUID(),
    clientId: randomUUID(),
    scopes: [],
    expiresAtSeconds: 2_000,
    understandsClaims: false,
  };
  const secret = { caller, userAssertion: "", input: {}, startBy: now + 2_000, queuedAt: now, wantsProgress: false };
  const sealed = createEnvelope(keys, header.requestId).seal(jobContext(header), Buffer.from(JSON.stringify(secret)));
  return { ...header, sealed: sealed.toString("base64") };
}

/** A worker whose runs last until they are aborted: why, by request. */
function worker() {
  const aborted = new Map<string, string>();
  const runner = createJobRunner({
    keys,
    redis,
    redisTime: { now: Date.now, offsetMs: () => 0, refresh: async () => undefined },
    async runCall({ call: { requestId, signal } }) {
      const { promise, resolve } = Promise.withResolvers<void>();
      signal.addEventListener("abort", () => resolve());
      await promise;
      aborted.set(requestId, signal.reason.name);
    },
    replayGuard: createReplayGuard(),
    metrics: countedMetrics().metrics,
    logger: recordingLogger().logger,
  });
  const start = () => {
    const job = sealedJob();
    return { id: job.requestId, ended: runner.run({ id: job.requestId, data: job, run: 1, workload: "outlook" }) };
  };
  return { runner, start, aborted };
}

test("a worker that stops tells its runs that it does, and the others only that they are over", async () => {
  const { runner, start, aborted } = worker();
  const [over, lost, ...running] = [start(), start(), start(), start()];
  runner.end(over?.id ?? "");
  runner.abort(lost?.id ?? "");
  await Promise.all([over?.ended, lost?.ended]);
  expect([...aborted.values()]).toEqual(["AbortError", "AbortError"]);
  runner.abortAll();
  await Promise.all(running.map(({ ended }) => ended));
  expect(running.map(({ id }) => aborted.get(id))).toEqual(["WorkerStoppingError", "WorkerStoppingError"]);
});
