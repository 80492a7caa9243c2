import { nextTick } from "node:process";
import { PRIORITY_LIMIT, Queue, QueueKeys } from "bullmq";
import { keyPrefix, queueName } from "#common/queue/protocol.ts";
import type { RedisConnection } from "#common/queue/redis.ts";
import { type Workload, workloads } from "#common/workload.ts";

/** The priority that is served last. */
export const lowestPriority = PRIORITY_LIMIT;

const bullKeys = new QueueKeys(keyPrefix);

/** Keys of a workload's waiting jobs (a sorted set, by priority), and of those that run (a list). */
export const jobKeys = (workload: Workload): { waiting: string; running: string } => ({
  waiting: bullKeys.toKey(queueName(workload), "prioritized"),
  running: bullKeys.toKey(queueName(workload), "active"),
});

/** Fields of a job's hash: how often the job was started, and one that every job has. */
const [startsField, createdField] = ["ats", "timestamp"];

export interface NewJob {
  id: string;
  name: string;
  data: object;
  /** Lower numbers are served first; from 1 to `lowestPriority`. */
  priority: number;
  /** Milliseconds after which Redis removes the job at the latest, even if gateway and workers have died. */
  expiresInMs: number;
}

/**
 * `removed`: it was removed. `started`: a worker has started it, so it stays. `gone`: a worker has finished it, or
 * Redis has lost it.
 */
export type UnstartedJob = "removed" | "started" | "gone";

export interface JobQueues {
  /** Rejects when Redis does not take the job within 2 s. */
  add(workload: Workload, job: NewJob): Promise<void>;
  /** Removes a job unless it is running; also one that waits for another run. */
  remove(workload: Workload, id: string): Promise<void>;
  /** Removes a job unless a worker has ever started it, and returns its state. */
  removeUnstarted(workload: Workload, id: string): Promise<UnstartedJob>;
  close(): Promise<void>;
}

/**
 * The gateway's side of BullMQ: one queue per workload, on one connection. Nothing of a job stays when it ends, not
 * even in BullMQ's events. This file is the only one of the gateway that knows how BullMQ keeps jobs in Redis.
 */
export function openJobQueues(redis: RedisConnection): JobQueues {
  const settings = {
    connection: redis,
    prefix: keyPrefix,
    streams: { events: { maxLen: 0 } },
    defaultJobOptions: {
      attempts: 1,
      removeOnComplete: true,
      removeOnFail: true,
      stackTraceLimit: 0,
      sizeLimit: 250_000,
    },
  };
  const queues = new Map(workloads.map((workload) => [workload, new Queue(queueName(workload), settings)]));
  // BullMQ prints complete errors where nothing listens. The connection logs the loss of Redis once.
  for (const queue of queues.values()) queue.on("error", () => undefined);
  const queueOf = (workload: Workload): Queue => {
    const queue = queues.get(workload);
    if (queue === undefined) throw new Error(`no queue for ${workload}`);
    return queue;
  };

  return {
    async add(workload, { id, name, data, priority, expiresInMs }) {
      const queue = queueOf(workload);
      // BullMQ's jobs have no expiry. This one removes the job when the gateway and all workers have died.
      const expire = () => redis.pexpire(queue.toKey(id), expiresInMs);
      // BullMQ sends its command in a promise's callback, and the connection writes in a tick that is due after this
      // one: so both leave together. BullMQ waits for a connection first.
      const expiring = new Promise<number>((resolve) => nextTick(() => resolve(expire())));
      const [, isExpiring] = await Promise.all([queue.add(name, data, { jobId: id, priority }), expiring]);
      if (isExpiring === 0) await expire();
    },
    remove: async (workload, id) => void (await queueOf(workload).remove(id)),
    async removeUnstarted(workload, id) {
      const queue = queueOf(workload);
      const [starts, created] = await redis.hmget(queue.toKey(id), startsField, createdField);
      if (starts) return "started";
      // BullMQ reports a job that does not exist as removed.
      if (!created) return "gone";
      return (await queue.remove(id)) === 1 ? "removed" : "started";
    },
    close: async () => void (await Promise.all([...queues.values()].map((queue) => queue.close()))),
  };
}
