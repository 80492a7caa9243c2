import { setTimeout as delay } from "node:timers/promises";
import { type NetworkLink, startNetworkLink, type Weather } from "#test/support/network-link.ts";
import { startRedis } from "#test/support/redis-server.ts";
import type { Family, Fault } from "./fault.ts";
import type { FaultStage, Surroundings } from "./fault-stage.ts";

type Side = "gateways" | "workers";
const sides: readonly Side[] = ["gateways", "workers"];

const linksOf = ({ surroundings }: FaultStage, which: readonly Side[]): NetworkLink[] =>
  which.flatMap((side) => surroundings.links?.[side] ?? []);

/** Weather between Redis and some of the processes, until it is good again. */
const weather = (which: readonly Side[], bad: Weather, { isCut = false } = {}): Pick<Fault, "inject" | "heal"> => ({
  inject(stage) {
    for (const link of linksOf(stage, which)) {
      link.setWeather(bad);
      if (isCut) link.cut();
    }
  },
  heal(stage) {
    for (const link of linksOf(stage, which)) link.setWeather({});
  },
});

const faults: readonly Fault[] = [
  {
    name: "the workers are cut off from Redis for 2 s",
    expected: "calls wait or are told to come back; what runs is answered when the network is back, or run again",
    mayEnd: ["unavailable", "deadline_exceeded"],
    lastsMs: 2_000,
    ...weather(["workers"], { refuses: true }, { isCut: true }),
    recoversWithinMs: 8_000,
  },
  {
    name: "the gateways are cut off from Redis for 2 s",
    expected: "calls are told to come back, and go on when the network is back",
    mayEnd: ["deadline_exceeded"],
    mustEnd: "unavailable",
    lastsMs: 2_000,
    ...weather(["gateways"], { refuses: true }, { isCut: true }),
    recoversWithinMs: 8_000,
  },
  {
    name: "the network to Redis takes 50 ms each way",
    expected: "calls take longer, and all are answered",
    lastsMs: 4_000,
    ...weather(sides, { delayMs: 50 }),
  },
  {
    name: "the network to Redis carries 64 kB a second",
    expected: "calls take longer or are told to come back",
    mayEnd: ["unavailable", "deadline_exceeded", "rate_limited"],
    lastsMs: 4_000,
    ...weather(sides, { bytesPerSecond: 65_536 }),
    recoversWithinMs: 8_000,
  },
  {
    name: "nothing comes through between workers and Redis for 6 s, and nobody is told",
    expected: "calls are told to come back when no worker starts them",
    mayEnd: ["deadline_exceeded"],
    mustEnd: "unavailable",
    lastsMs: 6_000,
    ...weather(["workers"], { silent: "both" }),
    recoversWithinMs: 10_000,
  },
  {
    name: "nothing comes through between gateways and Redis for 6 s, and nobody is told",
    expected: "new calls are told to come back within 4 s, those that run end at their deadline",
    mayEnd: ["deadline_exceeded"],
    mustEnd: "unavailable",
    toldWithinMs: 4_000,
    lastsMs: 6_000,
    ...weather(["gateways"], { silent: "both" }),
    recoversWithinMs: 10_000,
  },
  {
    name: "Redis hears the gateways, but they don't hear Redis, for 4 s",
    expected: "calls are told to come back; jobs that were taken all the same are taken out again or end by themselves",
    mayEnd: ["deadline_exceeded"],
    mustEnd: "unavailable",
    lastsMs: 4_000,
    ...weather(["gateways"], { silent: "to-client" }),
    recoversWithinMs: 10_000,
  },
  {
    name: "connections to Redis are reset each 300 ms for 3 s",
    expected: "they are opened again; a call fails only when one was in the middle of its queueing",
    mayEnd: ["unavailable", "deadline_exceeded"],
    lastsMs: 0,
    async inject(stage) {
      for (let round = 0; round < 10; round += 1) {
        for (const link of linksOf(stage, sides)) link.cut();
        await delay(300);
      }
    },
    recoversWithinMs: 10_000,
  },
];

async function surroundings(): Promise<Surroundings> {
  const redis = await startRedis();
  if (!("port" in redis.connection)) throw new Error("Redis listens on TCP");
  const [gateways, workers] = [await startNetworkLink(redis.connection), await startNetworkLink(redis.connection)];
  const through = ({ port }: NetworkLink) => ({ REDIS_URL: `redis://127.0.0.1:${port}` });
  return {
    stack: { redis, gatewayEnvironment: through(gateways), workerEnvironment: through(workers) },
    links: { gateways, workers },
    stop: async () => void (await Promise.all([gateways.close(), workers.close()])),
  };
}

export const network: Family = { name: "network", stage: { deadlineMs: 6_000, surroundings }, faults };
