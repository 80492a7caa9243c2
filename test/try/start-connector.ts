import { watchRedis } from "#test/demo/stage/watch-redis.ts";
import { startWatched } from "#test/demo/stage/watched-process.ts";
import type { RedisServer } from "#test/support/redis-server.ts";
import { listeningPort } from "#test/support/service-process.ts";
import type { Environment } from "#test/support/service-settings.ts";

export type Connector = Awaited<ReturnType<typeof startConnector>>;

const graceMs = 5_000;

/** Starts a gateway and a worker, as in production, on a Redis that runs. Resolves when both listen. */
export async function startConnector(redis: RedisServer, environments: { gateway: Environment; workers: Environment }) {
  const gateway = startWatched({ name: "gateway", entry: "gateway/main.ts", environment: environments.gateway });
  const worker = startWatched({ name: "worker", entry: "workers/main.ts", environment: environments.workers });
  const crashed = Promise.race([gateway.crashed, worker.crashed, watchRedis(redis)]);
  crashed.catch(() => undefined); // whoever races against it hears of it
  const close = async () => {
    await gateway.end(graceMs);
    await worker.end(graceMs);
  };
  try {
    const listening = Promise.all([
      listeningPort(gateway, "ops"),
      listeningPort(worker, "ops"),
      listeningPort(gateway, "mcp"),
    ]);
    const [gatewayOps, workerOps] = await Promise.race([listening, crashed]);
    const withPort = (environment: Environment, port: number) => ({ ...environment, OPS_PORT: String(port) });
    return {
      /** Environments whose ops ports are those that the processes listen on, for the checks of running ones. */
      environments: {
        gateway: withPort(environments.gateway, gatewayOps),
        workers: withPort(environments.workers, workerOps),
      },
      /** Rejects with a `Crash` when one of the processes ends by itself. */
      crashed,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
