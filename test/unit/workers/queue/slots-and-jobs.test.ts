import { Queue } from "bullmq";
import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import { keyPrefix, queueName } from "#common/queue/protocol.ts";
import { until } from "#test/support/until.ts";
import { ownRedis } from "#test/unit/own-redis.ts";
import { type FoundJob, serveQueue } from "#workers/queue/bullmq-queues.ts";
import { lasting, slotsOfOutlook } from "../slots/slot-fixture.ts";

const workload = "outlook";
const { signal } = new AbortController();

const { redis } = await ownRedis();
const queue = new Queue(queueName(workload), { connection: redis, prefix: keyPrefix });

afterAll(() => queue.close());

/** A worker whose jobs run until the test ends them. `waits`: those that begin by giving their slot up. */
function startWorker(slotCount: number, waits: (id: string) => boolean = () => false) {
  const slots = slotsOfOutlook(slotCount);
  const running = new Map<string, () => void>();
  const problems: unknown[] = [];
  let starts = 0;
  async function onJob({ id = "", data }: FoundJob): Promise<"done"> {
    starts += 1;
    const slot = slots.slotFor({ owner: { tenantId: String(data), userId: id }, bytes: 0, signal });
    await slot.start();
    const { work, end } = lasting();
    running.set(id, end);
    await (waits(id) ? slot.whileWaiting(work) : work());
    running.delete(id);
    slot.end();
    return "done";
  }
  const queues = serveQueue(
    redis,
    { workload, slots },
    {
      onJob,
      onGivenUp: () => void problems.push("given up"),
      onStalled: () => void problems.push("stalled"),
      onLockLost: () => void problems.push("lock lost"),
      onError: (error) => void problems.push(error),
    },
  );
  onTestFinished(() => queues.close());
  return { running, problems, slots, started: () => starts, close: queues.close };
}

/** Jobs of tenants, by id. As at admission, each of a tenant has a priority behind the one before. */
async function add(tenant: string, ids: readonly string[]) {
  for (const [index, jobId] of ids.entries()) {
    await queue.add("call", tenant, { jobId, priority: index + 1, removeOnComplete: true });
  }
}

const idsOf = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix}${index}`);
const idsIn = (running: ReadonlyMap<string, unknown>, wanted: readonly string[]) =>
  until(`${wanted.join(", ")} to run`, async () => (wanted.every((id) => running.has(id)) ? true : undefined));

describe("a worker", () => {
  // proves A15
  it("runs another tenant's job while jobs that wait have given their slots up, and fetches no other", async () => {
    const [waiting, busy] = [idsOf("waiting", 6), idsOf("busy", 4)];
    const { running, close } = startWorker(2, (id) => id.startsWith("waiting"));
    await add("a", waiting);
    await idsIn(running, waiting);
    await add("b", busy);
    await idsIn(running, ["busy0", "busy1"]);
    await add("c", ["other"]);
    await idsIn(running, ["other"]);
    const { active = 0 } = await queue.getJobCounts("active");
    // Six that wait, two of the tenant that holds all slots, one of another tenant; one more may have been fetched
    // while the slots were free.
    expect(active).toBeLessThanOrEqual(10);
    expect([...running.keys()].toSorted()).toEqual([...waiting, "busy0", "busy1", "other"].toSorted());
    const closed = close();
    await until("the end", async () => {
      for (const end of running.values()) end();
      return running.size === 0 ? true : undefined;
    });
    await closed;
  });

  it("keeps the lock of a job that waits for longer than a lock lasts", async () => {
    const { running, problems } = startWorker(1, () => true);
    await add("a", ["waiting"]);
    await idsIn(running, ["waiting"]);
    const lock = `${keyPrefix}:${queueName(workload)}:waiting:lock`;
    const first = await redis.pexpiretime(lock);
    await until("the lock to be renewed", async () => ((await redis.pexpiretime(lock)) > first ? true : undefined));
    expect(problems).toEqual([]);
    running.get("waiting")?.();
  });

  it("starts every job of a burst once, and waits for jobs by one connection, however many slots it has", async () => {
    const waiting = async () => Number(/blocked_clients:(\d+)/.exec(await redis.info("clients"))?.[1]);
    const jobs = idsOf("job", 40);
    const { running, started } = startWorker(50);
    await add("a", jobs);
    await idsIn(running, jobs);
    expect(started()).toBe(40);
    await until("it to wait for more", async () => ((await waiting()) > 0 ? true : undefined));
    expect(await waiting()).toBe(1);
    for (const end of running.values()) end();
  });

  it("has its slot again after a job whose lock was lost", async () => {
    const { running, problems } = startWorker(1);
    await add("a", ["first", "second"]);
    await idsIn(running, ["first"]);
    await redis.del(`${keyPrefix}:${queueName(workload)}:first:lock`);
    running.get("first")?.();
    await idsIn(running, ["second"]);
    expect(problems.join()).toContain("Missing lock");
    running.get("second")?.();
  });

  it("runs the jobs that it has to their end when it closes, and no more", async () => {
    const { running, close } = startWorker(1);
    await add("a", ["first", "second"]);
    await idsIn(running, ["first"]);
    const closed = close();
    running.get("first")?.();
    await closed;
    expect(running.size).toBe(0);
    expect(await queue.getJobCounts("active", "prioritized")).toEqual({ active: 0, prioritized: 1 });
  });
});
