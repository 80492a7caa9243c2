// T17: forged, moved or replayed jobs and frames by somebody with full access to Redis — every job and frame must be
// authentic, in its place, in time and new; otherwise it is dropped and counted.

import { randomBytes, randomUUID } from "node:crypto";
import { Queue } from "bullmq";
import { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { endChannel, type Job, keyPrefix, replyStreamKey } from "#common/queue/protocol.ts";
import { metricValue } from "#test/support/metric-values.ts";
import { runs } from "#test/support/property-runs.ts";
import { hitsIn, postToolCall, readRpcAnswer } from "#test/support/raw-mcp.ts";
import { answerMail } from "#test/support/requests-for-mail.ts";
import { type Stack, startStack } from "#test/support/stack.ts";
import { until } from "#test/support/until.ts";

/** So many calls are recorded, and put back in rounds. */
const recorded = 25;
/** How often each kind of attack is tried. */
const attempts = recorded * Math.ceil(runs(1_000) / recorded);
const rejected = "m365_frames_rejected_total";

let stack: Stack;
let redis: Redis;
let queue: Queue;
let token: string;

beforeAll(async () => {
  // Long calls, so that nothing is refused for being too old when it should be for being false.
  stack = await startStack({ workers: 2, gatewayEnvironment: { CALL_TIMEOUT_MS: "120000", QUEUE_WAIT_MS: "60000" } });
  redis = new Redis(stack.redis.connection);
  queue = new Queue("tool-calls-outlook", { connection: redis, prefix: keyPrefix, streams: { events: { maxLen: 0 } } });
  token = await stack.fake.control.mintToken();
});
beforeEach(() => stack.fake.control.resetScript());
afterAll(async () => {
  await queue.close();
  redis.disconnect();
  await stack.stop();
});

const call = () =>
  postToolCall("modern", { url: stack.gateways[0].mcpUrl, token, tool: "outlook_email_search" }).then(readRpcAnswer);

const rejectedJobs = async () => {
  const values = await Promise.all(stack.workers.map(({ opsUrl }) => metricValue(opsUrl, rejected)));
  return values.reduce((sum, value) => sum + value, 0);
};
const rejectedFrames = () => metricValue(stack.gateways[0].opsUrl, rejected);

const remoteRequests = async () => {
  const { graphRequests, oboExchanges } = await stack.fake.control.stats();
  return graphRequests + oboExchanges;
};

/** Makes calls whose jobs lie in Redis long enough to be copied. */
async function recordJobs(): Promise<Job[]> {
  await stack.fake.control.setBehaviour({ mailboxConcurrencyLimit: null });
  await answerMail(stack.fake, { latencyMs: 500 }, recorded);
  const answers = Array.from({ length: recorded }, call);
  const keys = await until("jobs to copy", async () => {
    const found = await redis.keys(`${keyPrefix}:tool-calls-outlook:????????-????-????-????-????????????`);
    return found.length === recorded ? found : undefined;
  });
  const jobs = await Promise.all(keys.map(async (key) => JSON.parse((await redis.hget(key, "data")) ?? "null") as Job));
  for (const { result } of await Promise.all(answers)) expect(result?.isError).toBeUndefined();
  // An answer comes before its job is taken out; until then the same job can't be put in once more.
  await until("the jobs to be over", async () => (await redis.exists(...keys)) === 0);
  return jobs;
}

async function addAll(jobs: Job[]): Promise<void> {
  await Promise.all(
    jobs.map((job) =>
      queue.add("outlook_email_search", job, { jobId: job.requestId, removeOnComplete: true, removeOnFail: true }),
    ),
  );
  await until(
    "the queue to be empty",
    async () => {
      const { wait, active } = await queue.getJobCounts("wait", "active");
      return wait === 0 && active === 0;
    },
    30_000,
  );
}

type Forgery = (job: Job, other: Job) => Job;

const forgeries: [string, Forgery][] = [
  ["forged", (job) => ({ ...job, requestId: randomUUID(), sealed: randomBytes(600).toString("base64") })],
  ["moved to another request", (job) => ({ ...job, requestId: randomUUID() })],
  ["extended", (job) => ({ ...job, expiresAt: job.expiresAt + 60_000 })],
  ["sent to another gateway", (job) => ({ ...job, gatewayId: randomUUID() })],
  ["mixed with another job", (job, other) => ({ ...job, sealed: other.sealed })],
  ["recorded and put back", (job) => job],
];

describe("a job that was", () => {
  let jobs: Job[];
  beforeAll(async () => {
    await stack.fake.control.resetScript();
    jobs = await recordJobs();
  });

  test.each(forgeries)(
    `%s causes no request to Entra or Graph, ${attempts} times, and is counted`,
    async (_title, forge) => {
      const [counted, remote] = [await rejectedJobs(), await remoteRequests()];
      // A forgery may keep its request id, which can lie in the queue once at a time: hence in rounds.
      for (let round = 0; round < attempts / jobs.length; round += 1) {
        await addAll(jobs.map((job, index) => forge(job, jobs[index === 0 ? 1 : 0] ?? job)));
      }
      expect((await rejectedJobs()) - counted).toBe(attempts);
      expect(await remoteRequests()).toBe(remote);
    },
  );
});

interface Entry {
  id: string;
  h: string;
  b: Buffer;
}

async function replyStream(): Promise<string> {
  const [key] = await redis.keys(replyStreamKey("*"));
  if (key === undefined) throw new Error("the gateway has a reply stream");
  return key;
}

const append = async (stream: string, { id, h, b }: Entry) => redis.xadd(stream, "*", "id", id, "h", h, "b", b);

/** Freezes the gateway while a call is answered, and copies the frames that wait for it. */
async function recordFrames(): Promise<Entry[]> {
  const stream = await replyStream();
  const answer = call();
  await until("the job to start", async () => (await queue.getJobCounts("active")).active === 1);
  stack.gateways[0].kill("SIGSTOP");
  const entries = await until("frames to copy", async () => {
    const found = await redis.xrangeBuffer(stream, "-", "+");
    return found.length > 0 ? found : undefined;
  });
  stack.gateways[0].kill("SIGCONT");
  expect((await answer).result?.isError).toBeUndefined();
  return entries.map(([, fields]) => ({
    id: fields[1]?.toString() ?? "",
    h: fields[3]?.toString() ?? "",
    b: fields[5] ?? Buffer.alloc(0),
  }));
}

const slowSearch = () => answerMail(stack.fake, { latencyMs: 1_000 + 1.5 * attempts }, 1);

const untilAllIsRead = (stream: string) => until("all to be read", async () => (await redis.xlen(stream)) === 0);

/** Starts a call that is still in flight when its signed-in frame has come; gives its id and its answer. */
async function startSlowCall() {
  await slowSearch();
  const answer = call();
  const requestId = await until("the job", async () => (await queue.getJobs("active"))[0]?.id);
  return { requestId, answer };
}

const changedLast = (header: string) =>
  JSON.stringify(JSON.parse(header).map((value: unknown) => (typeof value === "boolean" ? !value : value)));

describe("a frame that was", () => {
  let frame: Entry;

  beforeAll(async () => {
    await stack.fake.control.resetScript();
    await slowSearch();
    const [recorded] = await recordFrames();
    if (recorded === undefined) throw new Error("a frame was recorded");
    frame = recorded;
  });

  test.each<[string, (frame: Entry, requestId: string) => Entry]>([
    ["forged", ({ h }, id) => ({ id, h, b: randomBytes(200) })],
    ["moved from another call", ({ h, b }, id) => ({ id, h, b })],
    ["extended", ({ h, b }, id) => ({ id, h: changedLast(h), b })],
    [
      "given the header of a higher run",
      ({ b }, id) => ({ id, h: JSON.stringify([9, randomBytes(12).toString("base64url"), "output", 0, true]), b }),
    ],
    ["broken", (_frame, id) => ({ id, h: "[]", b: Buffer.alloc(0) })],
  ])(`%s is not delivered, ${attempts} times, and is counted`, async (_title, forge) => {
    const stream = await replyStream();
    const { requestId, answer } = await startSlowCall();
    const counted = await rejectedFrames();
    await Promise.all(Array.from({ length: attempts }, () => append(stream, forge(frame, requestId))));
    const { result } = await answer;
    expect(result?.isError).toBeUndefined();
    expect(hitsIn(result)).toBeDefined();
    await untilAllIsRead(stream);
    await expect.poll(async () => (await rejectedFrames()) - counted).toBe(attempts);
  });

  test(`recorded and put back is not delivered, ${attempts} times, and is counted`, async () => {
    const counted = await rejectedFrames();
    const stream = await replyStream();
    await Promise.all(Array.from({ length: attempts }, () => append(stream, frame)));
    await untilAllIsRead(stream);
    await expect.poll(async () => (await rejectedFrames()) - counted).toBe(attempts);
  });
});

test(`a forged note that a call is over does not stop it, ${attempts} times, and is counted`, async () => {
  const { requestId, answer } = await startSlowCall();
  const counted = await rejectedJobs();
  const forged = [requestId, `${requestId}.${randomBytes(32).toString("base64url")}`];
  await Promise.all(
    Array.from({ length: attempts }, (_, index) => redis.spublish(endChannel, forged[index % 2] ?? "")),
  );
  expect((await answer).result?.isError).toBeUndefined();
  // The worker that has no part in the call may read its notes after the answer.
  await expect.poll(async () => (await rejectedJobs()) - counted).toBe(stack.workers.length * attempts);
});

test("a job that is put back ten times while its call runs is started twice at each worker at most", async () => {
  await slowSearch();
  const counted = await rejectedJobs();
  const answer = call().catch(() => undefined);
  const requestId = await until("the job", async () => (await queue.getJobs("active"))[0]?.id);
  const job = queue.toKey(requestId);
  const recordedJob = await redis.hgetall(job);
  const putBack = 10;
  for (let starts = 1; starts <= putBack; starts += 1) {
    await redis
      .multi()
      .del(job, `${job}:lock`)
      .hset(job, { ...recordedJob, ats: starts })
      .lrem(queue.toKey("active"), 0, requestId)
      .lpush(queue.toKey("wait"), requestId)
      .zadd(queue.toKey("marker"), 0, "0")
      .exec();
    await until("a worker to take it", async () => (await redis.llen(queue.toKey("wait"))) === 0);
  }
  const leastRefused = 1 + putBack - 2 * stack.workers.length;
  await until("the others to be refused", async () => (await rejectedJobs()) - counted >= leastRefused);
  stack.gateways[0].kill("SIGKILL");
  await answer;
});
