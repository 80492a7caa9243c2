// T17: somebody with full access to Redis who lets its TIME stand still, for a worker that has just started — no job
// is run by that time, so one that is put back after its deadline reaches neither Entra nor Graph.

import { Queue } from "bullmq";
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Job, keyPrefix } from "#common/queue/protocol.ts";
import { metricValue } from "#test/support/metric-values.ts";
import { postToolCall, readRpcAnswer } from "#test/support/raw-mcp.ts";
import { answerMail } from "#test/support/requests-for-mail.ts";
import { startRewritingProxy } from "#test/support/rewriting-proxy.ts";
import { type Stack, startStack } from "#test/support/stack.ts";
import { until } from "#test/support/until.ts";

/** How long after its deadline the job is put back. */
const lateByMs = 7_000;

let stack: Stack;
let front: Awaited<ReturnType<typeof startTimeFront>>;
let redis: Redis;
let queue: Queue;

beforeAll(async () => {
  stack = await startStack({ gatewayEnvironment: { CALL_TIMEOUT_MS: "5000" } });
  redis = new Redis(stack.redis.connection);
  queue = new Queue("tool-calls-outlook", { connection: redis, prefix: keyPrefix, streams: { events: { maxLen: 0 } } });
  const { port } = new URL(stack.redis.url);
  front = await startTimeFront({ host: "127.0.0.1", port: Number(port) });
});
afterAll(async () => {
  await queue.close();
  redis.disconnect();
  await stack.stop();
  await front.close();
});

/** Redis' answer to TIME: an array of seconds and microseconds, of 40 bytes, which come in one piece. */
const timeAnswer = /\*2\r\n\$10\r\n\d{10}\r\n\$[1-6]\r\n\d{1,6}\r\n/g;

function answerOf(atMs: number): string {
  const [seconds, microseconds] = [Math.floor(atMs / 1_000), Math.round((atMs % 1_000) * 1_000)];
  return `*2\r\n$10\r\n${seconds}\r\n$${String(microseconds).length}\r\n${microseconds}\r\n`;
}

/** Stands between a process and its Redis, and can answer TIME with a time of its own. */
async function startTimeFront(target: { host: string; port: number }) {
  let frozen: string | undefined;
  const { port, close } = await startRewritingProxy(target, (bytes) =>
    bytes.replace(timeAnswer, (answer) => frozen ?? answer),
  );
  return {
    url: `redis://127.0.0.1:${port}`,
    /** From now on, TIME stands still at these Unix milliseconds. */
    freezeAt(atMs: number) {
      frozen = answerOf(atMs);
    },
    /** TIME is Redis' again. */
    letGo() {
      frozen = undefined;
    },
    close,
  };
}

async function redisMs(): Promise<number> {
  const [seconds, microseconds] = await redis.time();
  return Number(seconds) * 1_000 + Number(microseconds) / 1_000;
}

const remoteRequests = async () => {
  const { graphRequests, oboExchanges } = await stack.fake.control.stats();
  return graphRequests + oboExchanges;
};

/** Makes a call that succeeds, and copies its job and the time in which it ran. */
async function recordJob(): Promise<{ job: Job; atMs: number }> {
  await answerMail(stack.fake, { latencyMs: 500 }, 1);
  const token = await stack.fake.control.mintToken();
  const call = { url: stack.gateways[0].mcpUrl, token, tool: "outlook_email_search" };
  const answer = postToolCall("modern", call).then(readRpcAnswer);
  const id = await until("the job", async () => (await queue.getJobs("active"))[0]?.id);
  const job = JSON.parse((await redis.hget(queue.toKey(id), "data")) ?? "null") as Job;
  const atMs = await redisMs();
  expect((await answer).result?.isError).toBeUndefined();
  await until("the job to be over", async () => (await redis.exists(queue.toKey(id))) === 0);
  return { job, atMs };
}

test("a job that is put back 7 s after its deadline, at which TIME stands still, causes no request", async () => {
  const { job, atMs } = await recordJob();
  const remote = await remoteRequests();
  for (const worker of stack.workers) worker.kill("SIGKILL");
  front.freezeAt(atMs);
  await until("the deadline to be over for long", async () => (await redisMs()) > job.expiresAt + lateByMs, 30_000);
  await queue.add("outlook_email_search", job, { jobId: job.requestId, removeOnComplete: true, removeOnFail: true });
  const worker = await stack.startWorker({ REDIS_URL: front.url });
  const readiness = async () => await (await fetch(`${worker.opsUrl}/readyz`)).text();
  await until(
    "the worker to notice, or to run it",
    async () => (await remoteRequests()) > remote || (await readiness()).includes("clock stands still"),
  );
  expect(await remoteRequests()).toBe(remote);
  front.letGo();
  await until("the job to be dropped", async () => (await metricValue(worker.opsUrl, "m365_jobs_expired_total")) > 0);
  expect(await remoteRequests()).toBe(remote);
  expect(await readiness()).not.toContain("clock");
});
