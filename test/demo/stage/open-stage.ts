import { type RedisServer, startRedis } from "#test/support/redis-server.ts";
import { type FakeTenantProcess, startFakeTenantProcess } from "./fake-tenant-process.ts";
import {
  commonSettings,
  type StagedGateway,
  type StagedService,
  startGateway,
  startWorker,
} from "./product-services.ts";
import { type StartProcess, startWatched, type WatchedProcess } from "./watched-process.ts";

/** All that runs: the product as in production, and the played Microsoft 365. */
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

/** Longer than a gateway's drain when no call is in flight. */
const graceMs = 10_000;

/**
 * Starts everything on free ports and waits until it listens. `companyDomain` is the company that the gateway serves.
 * When something can't start, all that did is ended, and the promise rejects with the reason.
 */
export async function openStage(companyDomain: string): Promise<Stage> {
  const running: WatchedProcess[] = [];
  let redis: RedisServer | undefined;
  const start: StartProcess = (options) => {
    const process = startWatched(options);
    running.push(process);
    return process;
  };
  async function close(): Promise<void> {
    await Promise.all(running.map((process) => process.end(graceMs)));
    await redis?.stop();
  }
  try {
    const redisStarts = startRedis().then((started) => {
      redis = started;
      return started;
    });
    const [settledRedis, settledFake] = await Promise.allSettled([redisStarts, startFakeTenantProcess(start)]);
    if (settledRedis.status === "rejected") throw settledRedis.reason;
    if (settledFake.status === "rejected") throw settledFake.reason;
    return { ...(await startProduct(start, settledRedis.value, settledFake.value, companyDomain)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function startProduct(
  start: StartProcess,
  redis: RedisServer,
  fake: FakeTenantProcess,
  companyDomain: string,
): Promise<Omit<Stage, "close">> {
  const { serverApp, tenants } = await fake.control.directory();
  const company = tenants.find(({ domain }) => domain === companyDomain);
  if (company === undefined) throw new Error(`The fake cloud has no company ${companyDomain}.`);
  const common = await commonSettings(fake, redis.url);
  const forWorkers = { ...common, AZURE_CLIENT_SECRET: serverApp.clientSecret, GRAPH_BASE_URL: fake.graphBaseUrl };
  const [gateway, ...workers] = await Promise.all([
    // The company's own id, not "every work tenant": strict MCP clients, the SDK's among them, refuse the metadata of
    // Entra's address for all tenants, because its issuer is a template.
    startGateway(start, fake, { ...common, ALLOWED_TENANTS: company.id }),
    startWorker(start, 1, forWorkers),
    startWorker(start, 2, forWorkers),
  ]);
  const services = [fake, gateway, ...workers];
  const crashed = Promise.race(services.map(({ process }) => process.crashed));
  crashed.catch(() => undefined);
  return { redis, fake, gateway, workers, crashed };
}
