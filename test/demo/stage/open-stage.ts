import { type RedisServer, startRedis } from "#test/support/redis-server.ts";
import { commonSettings, workerOnlySettings } from "#test/support/service-settings.ts";
import { manyRetrievals, tenantsFile } from "#test/support/tenants-file.ts";
import { type FakeTenantProcess, startFakeTenantProcess } from "./fake-tenant-process.ts";
import { gatewayName, type StagedGateway, type StagedService, startGateway, startWorker } from "./product-services.ts";
import { watchRedis } from "./watch-redis.ts";
import { type StartProcess, startWatched, type WatchedProcess } from "./watched-process.ts";

/** Everything that runs: the product as in production, and the simulated Microsoft 365. */
export interface Stage {
  redis: RedisServer;
  fake: FakeTenantProcess;
  gateway: StagedGateway;
  workers: readonly StagedService[];
  /** Rejects with a `Crash` when one of the processes ends by itself. */
  crashed: Promise<never>;
  /** Ends everything in order, Redis last, and waits until all is gone. */
  close(): Promise<void>;
}

/** Longer than a gateway's drain when no call is in flight. After a crash there is little left to drain. */
const graceMs = { usually: 5_000, afterCrash: 500 };

/**
 * Starts everything on free ports and waits until it listens. `companyDomain` is the company that the gateway serves.
 * When something can't start, or `interrupted` rejects, all that did start is ended, and the promise rejects with the
 * reason.
 */
export async function openStage(companyDomain: string, interrupted: Promise<never>): Promise<Stage> {
  const running: WatchedProcess[] = [];
  let isClosing = false;
  let grace = graceMs.usually;
  const start: StartProcess = (options) => {
    if (isClosing) throw new Error(`The ${options.name} is not needed any more.`);
    const process = startWatched(options);
    running.push(process);
    return process;
  };
  const redis = startRedis();

  async function close(): Promise<void> {
    isClosing = true;
    const isGateway = ({ name }: WatchedProcess) => name === gatewayName;
    const endAll = (some: WatchedProcess[]) => Promise.all(some.map((process) => process.end(grace)));
    await endAll(running.filter(isGateway)); // it waits for the calls in flight, which need the others
    await endAll(running.filter((process) => !isGateway(process)));
    await redis.then(
      (started) => started.stop(),
      () => undefined,
    );
  }
  async function startAll(): Promise<Omit<Stage, "close">> {
    const [startedRedis, fake] = await Promise.all([redis, startFakeTenantProcess(start)]);
    return { redis: startedRedis, fake, ...(await startProduct(start, { redis: startedRedis, fake, companyDomain })) };
  }

  try {
    const stage = await Promise.race([startAll(), interrupted]);
    stage.crashed.catch(() => {
      grace = graceMs.afterCrash;
    });
    return { ...stage, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function startProduct(
  start: StartProcess,
  options: { redis: RedisServer; fake: FakeTenantProcess; companyDomain: string },
): Promise<Pick<Stage, "gateway" | "workers" | "crashed">> {
  const { redis, fake, companyDomain } = options;
  const { tenants } = await fake.control.directory();
  const company = tenants.find(({ domain }) => domain === companyDomain);
  if (company === undefined) throw new Error(`The fake cloud has no company ${companyDomain}.`);
  const common = await commonSettings(fake, redis.url);
  const forWorkers = { ...common, ...(await workerOnlySettings(fake)) };
  const [gateway, ...workers] = await Promise.all([
    startGateway(start, fake, { ...common, TENANTS_FILE: tenantsFile([company], manyRetrievals) }),
    startWorker(start, 1, forWorkers),
    startWorker(start, 2, forWorkers),
  ]);
  const processes = [fake, gateway, ...workers].map(({ process }) => process.crashed);
  return { gateway, workers, crashed: Promise.race([...processes, watchRedis(redis)]) };
}
