import { randomUUID } from "node:crypto";
import { Queue } from "bullmq";
import { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { keyPrefix, queueName } from "#common/queue/protocol.ts";
import type { Workload } from "#common/workload.ts";
import { type RedisServer, startRedis } from "#test/support/redis-server.ts";
import { until } from "#test/support/until.ts";
import { recordingLogger } from "#test/unit/workers/auth/obo-fixture.ts";
import { countedMetrics } from "#test/unit/workers/resilience/layer-fixture.ts";
import type { FoundJob } from "#workers/queue/bullmq-queues.ts";
import { markJobs, readSuspicion } from "#workers/queue/suspicion.ts";
import { startToolWorkers } from "#workers/queue/tool-worker.ts";
import { slotsOfOutlook, startCall } from "../slots/slot-fixture.ts";

let server: RedisServer;
let redis: Redis;
let queue: Queue;
let otherQueue: Queue;
const referenceId = randomUUID();

beforeAll(async () => {
  server = await startRedis({ listen: "unix" });
  redis = new Redis({ ...server.connection, maxRetriesPerRequest: null, replyMapping: "legacy" });
});
beforeEach(async () => {
  await redis.flushall();
  const open = (workload: Workload) => new Queue(queueName(workload), { connection: redis, prefix: keyPrefix });
  [queue, otherQueue] = [open("outlook"), open("teams")];
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

async function addJob(priority = 1, to = queue): Promise<string> {
  const id = randomUUID();
  await to.add("t", {}, { jobId: id, priority });
  return id;
}

/** A worker of two slots for each of two queues, whose jobs last until the test ends them; what it got, in order. */
function startWorker() {
  const started: FoundJob[] = [];
  const ends = new Map<string, () => void>();
  const slots = { outlook: slotsOfOutlook(2), others: slotsOfOutlook(2) };
  const slotsOf = (workload: Workload) => (workload === "outlook" ? slots.outlook : slots.others);
  const workers = startToolWorkers({
    redis,
    workloads: ["outlook", "teams"],
    slotsOf,
    runner: {
      async run(found) {
        const slot = await startCall(slotsOf(found.workload));
        started.push(found);
        await new Promise<void>((resolve) => ends.set(found.id ?? "", resolve));
        slot.end();
      },
      giveUp: async () => undefined,
      abort: () => undefined,
    },
    clock: { follow: (listener) => listener(true) },
    metrics: countedMetrics().metrics,
    logger: recordingLogger().logger,
  });
  const hasStarted = (id: string) =>
    until(`job ${id} to start`, () => (started.some((found) => found.id === id) ? true : undefined));
  return { workers, started, hasStarted, end: (id: string) => ends.get(id)?.() };
}

test("the suspect's job is marked, the others have one worker more, and jobs that are gone stay so", async () => {
  const [suspect, other, gone] = [await addJob(), await addJob(), randomUUID()];
  await markJobs(redis, { suspect, others: [other, gone], referenceId });
  const [marked, spared] = await Promise.all([queue.getJob(suspect), queue.getJob(other)]);
  expect(readSuspicion(marked?.progress)).toEqual({ referenceId });
  expect(marked?.stalledCounter).toBe(0);
  expect(readSuspicion(spared?.progress)).toBeUndefined();
  expect(spared?.stalledCounter).toBe(-1);
  expect(await redis.exists(queue.toKey(gone))).toBe(0);
  await markJobs(redis, { suspect: gone, others: [], referenceId });
  expect(await redis.exists(queue.toKey(gone))).toBe(0);
});

test("a mark is a reference and nothing else", () => {
  for (const progress of [0, 50, "x", null, {}, { referenceId: "x" }, { referenceId, more: 1 }])
    expect(readSuspicion(progress)).toBeUndefined();
});

// proves A9
test("a suspect waits for the jobs of its worker, and others go to another worker until it has ended", async () => {
  const [beside, suspect] = [await addJob(1), await addJob(2)];
  await markJobs(redis, { suspect, others: [], referenceId });
  const first = startWorker();
  await first.hasStarted(beside);
  await until("the suspect to be taken", async () => (await queue.getActiveCount()) === 2 || undefined);
  // At the other queue the first worker was waiting for a job when it closed: it gets one, and puts it back.
  const stranger = await addJob(1, otherQueue);
  const second = startWorker();
  await second.hasStarted(stranger);
  expect(first.started.map(({ id }) => id)).toEqual([beside]);
  first.end(beside);
  await first.hasStarted(suspect);
  expect(first.started.at(-1)?.suspicion).toEqual({ referenceId });
  const next = await addJob();
  await second.hasStarted(next);
  for (const id of [stranger, next]) second.end(id);
  await second.workers.close();
  const last = await addJob();
  first.end(suspect);
  await first.hasStarted(last);
  first.end(last);
  await first.workers.close();
  expect(first.started.map(({ id }) => id)).toEqual([beside, suspect, last]);
});
