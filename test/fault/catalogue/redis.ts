import { setTimeout as delay } from "node:timers/promises";
import { freePort } from "#test/support/free-port.ts";
import { until } from "#test/support/until.ts";
import type { Family, Fault } from "./fault.ts";

const standsStill = (seconds: number, { name, expected }: Pick<Fault, "name" | "expected">): Fault => ({
  name,
  expected,
  mayEnd: ["deadline_exceeded"],
  mustEnd: "unavailable",
  toldWithinMs: 4_000,
  lastsMs: seconds * 1_000,
  inject: ({ stack }) => stack.redis.kill("SIGSTOP"),
  heal: ({ stack }) => stack.redis.kill("SIGCONT"),
  recoversWithinMs: 8_000,
});

const faults: readonly Fault[] = [
  {
    name: "Redis is killed and comes back empty after 2 s",
    expected: "calls are told to come back, and go on without hands when it is back",
    mayEnd: ["deadline_exceeded"],
    mustEnd: "unavailable",
    lastsMs: 2_000,
    inject: ({ stack }) => stack.redis.kill(),
    heal: ({ stack }) => stack.redis.restart(),
    recoversWithinMs: 8_000,
  },
  {
    name: "Redis is restarted at once",
    expected: "calls that run lose their job or their answer and are told; new ones go on",
    mayEnd: ["unavailable", "deadline_exceeded"],
    lastsMs: 0,
    inject: ({ stack }) => stack.redis.restart(),
    recoversWithinMs: 8_000,
  },
  standsStill(3, {
    name: "Redis stands still for 3 s (SIGSTOP, SIGCONT)",
    expected: "calls are told to come back within 4 s, and go on when it does",
  }),
  standsStill(10, {
    name: "Redis stands still for 10 s, longer than jobs are locked and sockets wait",
    expected: "calls are told to come back within 4 s, those that run at their deadline, and go on when it does",
  }),
  {
    name: "Redis has no memory left",
    expected: "it takes no job and evicts none: calls are told to come back, and go on when there is room",
    mayEnd: ["deadline_exceeded"],
    mustEnd: "unavailable",
    lastsMs: 2_000,
    inject: async ({ redis }) => void (await redis.config("SET", "maxmemory", "1")),
    heal: async ({ redis }) => void (await redis.config("SET", "maxmemory", "0")),
    recoversWithinMs: 8_000,
  },
  {
    name: "everything in Redis is deleted (FLUSHALL)",
    expected: "calls that run are told at their deadline at the latest; new ones go on",
    mayEnd: ["unavailable", "deadline_exceeded"],
    lastsMs: 0,
    inject: async ({ redis }) => void (await redis.flushall()),
    // A call may end a second after its deadline, and its person has two answers after that.
    recoversWithinMs: 10_000,
  },
  {
    name: "Redis forgets its scripts (SCRIPT FLUSH)",
    expected: "they are sent again, and all calls are answered",
    lastsMs: 1_000,
    inject: async ({ redis }) => void (await redis.script("FLUSH")),
  },
  {
    name: "Redis takes no write for 1.5 s (CLIENT PAUSE)",
    expected: "calls take that much longer, and all are answered",
    leastSlowestMs: 1_500,
    lastsMs: 1_500,
    inject: async ({ redis }) => void (await redis.call("CLIENT", "PAUSE", "1500", "WRITE")),
  },
  {
    name: "all connections to Redis are killed, five times in a row",
    expected: "they are opened again; a call fails only when one was in the middle of its queueing",
    mayEnd: ["unavailable", "deadline_exceeded"],
    lastsMs: 0,
    async inject({ redis }) {
      for (let round = 0; round < 5; round += 1) {
        for (const type of ["normal", "pubsub"]) await redis.call("CLIENT", "KILL", "TYPE", type, "SKIPME", "yes");
        await delay(200);
      }
    },
    recoversWithinMs: 8_000,
  },
  startsWithoutRedis(),
];

export const redisFaults: Family = { name: "Redis", stage: { deadlineMs: 6_000 }, faults };

const statusOf = async (port: number, path: string) =>
  await fetch(`http://127.0.0.1:${port}${path}`).then(
    ({ status }) => status,
    () => undefined,
  );

/** Processes that start while Redis is away. */
function startsWithoutRedis(): Fault {
  let starting: Promise<unknown>;
  let seen: (number | undefined)[] = [];
  return {
    name: "a gateway and a worker start while Redis is down",
    expected: "they live and say that they are not ready, and serve by themselves when Redis comes",
    mayEnd: ["deadline_exceeded"],
    mustEnd: "unavailable",
    lastsMs: 0,
    async inject(stage) {
      await stage.stack.redis.kill();
      const [ofGateway, ofWorker] = [await freePort(), await freePort()];
      starting = Promise.all([
        stage.startGateway({ OPS_PORT: String(ofGateway) }),
        stage.startWorker({ OPS_PORT: String(ofWorker) }),
      ]);
      for (const port of [ofGateway, ofWorker])
        await until("it to live", async () => (await statusOf(port, "/healthz")) === 200);
      seen = [await statusOf(ofGateway, "/readyz"), await statusOf(ofWorker, "/readyz")];
    },
    async heal({ stack }) {
      await stack.redis.restart();
      await starting;
    },
    recoversWithinMs: 8_000,
    judge: () => (seen.every((status) => status === 503) ? [] : [`before Redis came /readyz was ${seen.join(", ")}`]),
  };
}
