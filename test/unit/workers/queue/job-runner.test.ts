import { randomUUID } from "node:crypto";
import { EventEmitter } from "node:events";
import { Redis } from "ioredis";
import { expect, test, vi } from "vitest";
import { createEndMessages, createOffBoardingMessages } from "#common/queue/end-messages.ts";
import { endChannel } from "#common/queue/protocol.ts";
import type { RedisConnection } from "#common/queue/redis.ts";
import type { SealingKeys } from "#common/settings.ts";
import { newSealingKey } from "#test/support/sealing-key.ts";
import { somebodyWithIds } from "#test/unit/call-fixture.ts";
import { ownTime } from "#test/unit/gateway/queue/tool-queue-fixture.ts";
import { recordingLogger } from "#test/unit/workers/auth/obo-fixture.ts";
import { createJobRunner, listenForEnds } from "#workers/queue/job-runner.ts";
import { createReplayGuard } from "#workers/queue/open-job.ts";
import { countedMetrics } from "../resilience/layer-fixture.ts";
import { slotsOfOutlook } from "../slots/slot-fixture.ts";
import { sealedJob } from "./sealed-job.ts";

const keys: SealingKeys = [newSealingKey()];
// No run here says anything, so nothing is ever asked of it.
const redis = new Redis({ lazyConnect: true });

/** A worker whose runs last until they are aborted: why, by request. */
function worker() {
  const aborted = new Map<string, string>();
  const runner = createJobRunner({
    keys,
    redis,
    redisTime: ownTime,
    async runCall({ call: { requestId, signal } }) {
      const { promise, resolve } = Promise.withResolvers<void>();
      if (signal.aborted) resolve();
      signal.addEventListener("abort", () => resolve());
      await promise;
      aborted.set(requestId, signal.reason.code === "permission_missing" ? signal.reason.code : signal.reason.name);
    },
    slotsOf: () => slotsOfOutlook(50),
    replayGuard: createReplayGuard(),
    metrics: countedMetrics().metrics,
    reject: vi.fn(),
    logger: recordingLogger().logger,
  });
  const start = (lifeMs = 25_000) => {
    const job = sealedJob(keys, Date.now(), { expiresAt: Date.now() + lifeMs });
    return {
      id: job.requestId,
      ended: runner.run({ id: job.requestId, data: job, runNumber: 1, workload: "outlook" }),
    };
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

test("a run stops at the deadline of its call", async () => {
  const { start, aborted } = worker();
  const run = start(50);
  await run.ended;
  expect(aborted.get(run.id)).toBe("AbortError");
});

test("the runs of a tenant that left end and say so, and nobody else's", async () => {
  const { runner, start, aborted } = worker();
  const running = [start(), start()];
  expect(runner.endCallsOf(randomUUID())).toBe(0);
  expect(runner.endCallsOf(somebodyWithIds.tenantId)).toBe(2);
  await Promise.all(running.map(({ ended }) => ended));
  expect([...aborted.values()]).toEqual(["permission_missing", "permission_missing"]);
  expect(runner.endCallsOf(somebodyWithIds.tenantId)).toBe(0);
});

test("a worker hears which requests have ended and which tenants left, from gateways alone", async () => {
  let nowMs = 1_000_000;
  const time = { now: () => nowMs, problem: () => undefined };
  const of = (ring: SealingKeys) => [createEndMessages(ring), createOffBoardingMessages(ring, time)] as const;
  const [endMessages, offBoardingMessages] = of(keys);
  const [foreignEnds, foreignOffBoarding] = of([newSealingKey()]);
  const heard: unknown[] = [];
  // The only command that is used.
  const listener = Object.assign(new EventEmitter(), { ssubscribe: async () => 1 }) as unknown as RedisConnection;
  await listenForEnds({
    listener,
    endMessages,
    offBoardingMessages,
    onEnd: (requestId) => heard.push({ requestId }),
    onOffBoarding: (tenantIds) => heard.push({ tenantIds }),
    onForged: () => heard.push("forged"),
  });
  const say = (message: string, channel: string = endChannel) => {
    heard.length = 0;
    listener.emit("smessage", channel, message);
    return [...heard];
  };

  const [requestId, tenantId] = [randomUUID(), randomUUID()];
  expect(say(endMessages.write([requestId]))).toEqual([{ requestId }]);
  const message = offBoardingMessages.write([tenantId]);
  expect(say(message)).toEqual([{ tenantIds: [tenantId] }]);
  expect(say(message, "{m365}:elsewhere")).toEqual([]);
  const foreign = [foreignEnds.write([requestId]), foreignOffBoarding.write([tenantId])];
  for (const forged of [...foreign, "", message.slice(0, -8)]) expect(say(forged)).toEqual(["forged"]);
  nowMs += 61_000;
  expect(say(message)).toEqual([]);
});
