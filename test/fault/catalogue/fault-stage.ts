import { Redis } from "ioredis";
import { askersOf } from "#test/bench/isolate/ask-everybody.ts";
import type { NetworkLink } from "#test/support/network-link.ts";
import type { RedisServer } from "#test/support/redis-server.ts";
import type { ServiceOptions } from "#test/support/service-process.ts";
import type { Environment } from "#test/support/service-settings.ts";
import { type StackOptions, startStack, type WorkerProcess } from "#test/support/stack.ts";
import { until } from "#test/support/until.ts";
import { watchLeftInRedis } from "./left-in-redis.ts";
import { startSteadyLoad } from "./steady-load.ts";

/** What surrounds the processes of one family, and must be there before them. */
export interface Surroundings {
  stack?: StackOptions;
  /** Opens a connection to the Redis that has our keys, whichever that is now. */
  openRedis?: () => Redis;
  /** Networks that faults make bad weather in. */
  links?: Readonly<Record<string, NetworkLink>>;
  /** Servers that faults kill. */
  servers?: Readonly<Record<string, RedisServer>>;
  /** Files and folders, by what they are for. */
  paths?: Readonly<Record<string, string>>;
  stop?(): Promise<void>;
}

/** @throws when the surroundings have no server of that name */
export function serverNamed(name: string, { surroundings }: Pick<FaultStage, "surroundings">): RedisServer {
  const found = surroundings.servers?.[name];
  if (found === undefined) throw new Error(`no Redis is the ${name}`);
  return found;
}

export interface StageOptions {
  /** CALL_TIMEOUT_MS. */
  deadlineMs: number;
  gateways?: number;
  workers?: number;
  workerEnvironment?: Environment;
  gatewayEnvironment?: Environment;
  surroundings?(): Promise<Surroundings>;
}

/** The whole product while people of several tenants ask for their mail all the time. */
export type FaultStage = Awaited<ReturnType<typeof startFaultStage>>;

const size = { tenants: 4, usersPerTenant: 3, messagesPerUser: 2 };
/** So long that a process that dies takes calls with it. */
const graphLatencyMs = 300;
/** A second more than the product's: faults of 1.5 s must let a busy machine start a call in time. */
const queueWaitMs = 3_000;
/** A client that waits for ever would hide by how much a call is late. */
const patienceBeyondDeadlineMs = 10_000;

/** For looking in: whatever happens to Redis must not hold the test. */
export const impatient = { maxRetriesPerRequest: 1, commandTimeout: 500 };

async function untilReady({ opsUrl }: WorkerProcess): Promise<void> {
  await until("a process to be ready", async () => (await fetch(`${opsUrl}/readyz`)).ok, 60_000);
}

/** Starts it all, and the load when all is ready. */
export async function startFaultStage(options: StageOptions) {
  const { deadlineMs, gateways: gatewayCount = 2, workers: workerCount = 2 } = options;
  const surroundings = (await options.surroundings?.()) ?? {};
  const stack = await startStack({
    ...surroundings.stack,
    gateways: gatewayCount,
    workers: workerCount,
    gatewayEnvironment: {
      CALL_TIMEOUT_MS: String(deadlineMs),
      QUEUE_WAIT_MS: String(queueWaitMs),
      LOG_LEVEL: "debug",
      ...options.gatewayEnvironment,
      ...surroundings.stack?.gatewayEnvironment,
    },
    workerEnvironment: { LOG_LEVEL: "debug", ...options.workerEnvironment, ...surroundings.stack?.workerEnvironment },
  });
  const { control } = stack.fake;
  await control.setBehaviour({ graphLatencyMs });
  const tenants = await control.populate(size);
  const tokens = await Promise.all(
    tenants.map(({ users }) => Promise.all(users.map(({ id }) => control.mintToken({ userId: id })))),
  );
  const askers = askersOf(tenants, (at, index) => tokens[at]?.[index] ?? "");
  const redis = surroundings.openRedis?.() ?? new Redis({ ...stack.redis.connection, ...impatient });
  redis.on("error", () => undefined);
  const workers = [...stack.workers];
  const gateways = [...stack.gateways];
  const everyProcess: WorkerProcess[] = [...gateways, ...workers];
  // One of two workers has too few slots for everybody when Graph is slow.
  await Promise.all(everyProcess.map(untilReady));
  const load = startSteadyLoad({ askers, gateways, giveUpMs: deadlineMs + patienceBeyondDeadlineMs });
  const left = watchLeftInRedis(redis);

  return {
    stack,
    control,
    redis,
    surroundings,
    deadlineMs,
    askers,
    load,
    left,
    /** Those that should live now, oldest first. Calls go to these gateways. */
    workers,
    gateways,
    /** All that were ever started. */
    everyProcess,
    async startWorker(more?: Environment, own?: ServiceOptions) {
      const worker = await stack.startWorker(more, own);
      workers.push(worker);
      everyProcess.push(worker);
      return worker;
    },
    async startGateway(more?: Environment, own?: ServiceOptions) {
      const gateway = await stack.startGateway(more, own);
      gateways.push(gateway);
      everyProcess.push(gateway);
      return gateway;
    },
    async stop() {
      await load.stop();
      left.stop();
      redis.disconnect();
      await stack.stop();
      await surroundings.stop?.();
    },
  };
}
