import { Worker } from "bullmq";
import { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createEnvelope } from "#common/queue/envelope.ts";
import { keyPrefix, queueName } from "#common/queue/protocol.ts";
import { BatchingRedis } from "#common/queue/redis.ts";
import type { SealingKeys } from "#common/settings.ts";
import type { ToolQueue } from "#gateway/queue/tool-queue.ts";
import { newSealingKey } from "#test/support/sealing-key.ts";
import { callOf } from "#test/unit/call-fixture.ts";
import { startToolQueue } from "#test/unit/gateway/queue/tool-queue-fixture.ts";

const keys: SealingKeys = [newSealingKey()];
const workload = "outlook";
let queues: Awaited<ReturnType<typeof startToolQueue>>;
let redis: Redis;
let queue: ToolQueue;

beforeAll(async () => {
  queues = await startToolQueue(keys);
  ({ redis, queue } = queues);
});
beforeEach(async () => void (await redis.flushall()));
afterAll(() => queues.stop());

async function addJob(to = queue): Promise<string> {
  const call = callOf("t");
  const position = { workload, priority: 1, queueWaitMs: 2_000 } as const;
  await to.add({ call, userAssertion: "", input: {} }, position, createEnvelope(keys, call.requestId));
  return call.requestId;
}

/** Runs the job until `end` is called. */
async function startJob(): Promise<{ end: () => Promise<void> }> {
  const [started, mayEnd] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const run = () => {
    started.resolve();
    return mayEnd.promise;
  };
  const worker = new Worker(queueName(workload), run, {
    connection: redis,
    prefix: keyPrefix,
  });
  await started.promise;
  return {
    async end() {
      mayEnd.resolve();
      await worker.close();
    },
  };
}

test("a job and its expiry leave by one write, also when no other call is under way", async () => {
  const alone = new BatchingRedis({ ...queues.server.connection, replyMapping: "legacy" });
  const { queue: itsQueue, close } = queues.open(alone);
  await addJob(itsQueue);
  const send = alone.sendCommand.bind(alone);
  const sent: { name: string; waitingBytes: number }[] = [];
  alone.sendCommand = (command, stream) => {
    sent.push({ name: command.name, waitingBytes: alone.stream.writableLength });
    return send(command, stream);
  };
  await addJob(itsQueue);
  expect(sent.map(({ name, waitingBytes }) => [name, waitingBytes > 0])).toEqual([
    ["evalsha", false],
    ["pexpire", true],
  ]);
  await close();
});

test("a job expires by itself a minute after its call, also one that waited for a connection", async () => {
  const late = queues.open(new Redis({ ...queues.server.connection, replyMapping: "legacy" }));
  const ids = [await addJob(late.queue), await addJob(late.queue)];
  const left = await Promise.all(ids.map((id) => redis.pttl(`${keyPrefix}:${queueName(workload)}:${id}`)));
  for (const leftMs of left) expect(leftMs).toBeGreaterThan(60_000);
  await late.close();
});

test("a job that no worker has started is taken out, and after that there is none", async () => {
  const requestId = await addJob();
  expect(await queue.removeUnstarted(workload, requestId)).toBe("removed");
  expect(await queue.removeUnstarted(workload, requestId)).toBe("gone");
});

test("a job that a worker has started stays, and is gone once the worker has ended it", async () => {
  const requestId = await addJob();
  const { end } = await startJob();
  expect(await queue.removeUnstarted(workload, requestId)).toBe("started");
  await end();
  expect(await queue.removeUnstarted(workload, requestId)).toBe("gone");
});
