import { randomUUID } from "node:crypto";
import { Redis } from "ioredis";
import { createLogger } from "#common/logger.ts";
import { createMetrics } from "#common/metrics.ts";
import { createServiceTimes } from "#gateway/admission/service-times.ts";
import { createSharedAdmission } from "#gateway/admission/shared-admission.ts";
import { gatewayMetrics } from "#gateway/gateway-metrics.ts";
import { startRedis } from "#test/support/redis-server.ts";
import { newSealingKey } from "#test/support/sealing-key.ts";
import { describeMachine } from "../machine.ts";
import { cpuMs } from "../process-cpu.ts";
import { reportResult } from "../result-file.ts";

/** CPU time of one call's admission, from being let in to having left: in the gateway and in Redis. */
const calls = 20_000;
const atOnce = 16;
const maxCpuMs = 0.1;

const machine = describeMachine();
await using server = await startRedis({ listen: "unix" });
const redis = new Redis({ ...server.connection, replyMapping: "legacy" });
const { metrics } = createMetrics(gatewayMetrics);
const limits = { perUser: 32, perTenant: 500 };
const limitsOf = () => limits;
const { admit } = createSharedAdmission({
  redis,
  keys: [newSealingKey()],
  limitsOf,
  fleet: { slotsOf: () => 50, isUnserved: () => false, stop: () => undefined },
  serviceTimes: createServiceTimes(),
  metrics,
  logger: createLogger({ process: "bench", level: "warn" }),
  callTimeoutMs: 25_000,
  queueWaitMs: 2_000,
  random: Math.random,
});

const people = Array.from({ length: 1_000 }, () => ({
  tenantId: randomUUID(),
  userId: randomUUID(),
  clientId: randomUUID(),
  scopes: [],
  expiresAtSeconds: 0,
  understandsClaims: false,
}));

async function run(count: number): Promise<void> {
  let next = 0;
  async function caller(): Promise<void> {
    while (next < count) {
      const caller = people[next % people.length];
      next += 1;
      if (caller === undefined) return;
      const place = await admit({ requestId: randomUUID(), caller }, "outlook");
      place.leave(200);
    }
  }
  await Promise.all(Array.from({ length: atOnce }, caller));
}

await run(5_000);
const pids = [process.pid, server.pid ?? 0] as const;
const before = pids.map(cpuMs);
await run(calls);
const [gateway = 0, inRedis = 0] = pids.map((pid, at) => (cpuMs(pid) - (before[at] ?? 0)) / calls);
redis.disconnect();
const claim = (where: string, measured: number) => ({
  says: `CPU of one call's admission, ${where}`,
  measured: Number(measured.toFixed(3)),
  unit: "CPU ms",
});
const claims = [{ ...claim("in the gateway", gateway), most: maxCpuMs }, claim("in Redis", inRedis)];
reportResult("admission", { command: "npm run bench:admission", machine, claims, calls, atOnce });
