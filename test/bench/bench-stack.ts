import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { Pool } from "undici";
import { startFakeTenantProcess } from "#test/demo/stage/fake-tenant-process.ts";
import { startWatched } from "#test/demo/stage/watched-process.ts";
import { startRedis } from "#test/support/redis-server.ts";
import { listeningPort, startService } from "#test/support/service-process.ts";

/** One person of the bench: their token for us, and one for the fake Graph itself. */
export interface BenchUser {
  connectorToken: string;
  graphToken: string;
}

export interface BenchStack {
  /** Of all tenants, and of each. */
  users: readonly BenchUser[];
  tenants: readonly (readonly BenchUser[])[];
  gatewayUrl: string;
  /** To the gateway's own port, and straight to the fake Graph; kept-alive connections. */
  gatewayPool: Pool;
  graphPool: Pool;
  pids: { gateway: number; worker: number; redis: number; fake: number };
  setGraphDelay(delayMs: number): Promise<void>;
  /** From now on some of Graph's answers take so much longer. */
  varyGraphDelay(moreMs: readonly number[]): Promise<void>;
  stop(): Promise<void>;
}

/** Below the limit of calls that one person may have in flight, however many callers there are. */
const userCount = 32;
const messagesEach = 60;

/** One gateway, one worker, one Redis and the fake cloud, each a process of its own. */
export async function startBenchStack(
  options: { tenants?: number; workerEnvironment?: Readonly<Record<string, string>> } = {},
): Promise<BenchStack> {
  const [redis, fake] = await Promise.all([startRedis({ listen: "unix" }), startFakeTenantProcess(startWatched)]);
  const { control } = fake;
  const { serverApp } = await control.directory();
  const shape = { tenants: options.tenants ?? 1, usersPerTenant: userCount, messagesPerUser: messagesEach };
  const populated = await control.populate(shape);
  const withTokens = async ({ id }: { id: string }): Promise<BenchUser> => ({
    connectorToken: await control.mintToken({ userId: id }),
    graphToken: await control.mintToken({ userId: id, shape: "graph" }),
  });
  const tenants = await Promise.all(populated.map((tenant) => Promise.all(tenant.users.map(withTokens))));
  const common = {
    AZURE_CLIENT_ID: serverApp.clientId,
    AZURE_AUTHORITY_HOST: fake.authorityHost,
    NODE_EXTRA_CA_CERTS: fake.caCertificatePath,
    REDIS_URL: redis.url,
    SEALING_KEYS: `bench:${randomBytes(32).toString("base64")}`,
    OPS_PORT: "0",
  };
  const worker = startService("workers/main.ts", {
    ...common,
    AZURE_CLIENT_SECRET: serverApp.clientSecret,
    GRAPH_BASE_URL: fake.graphBaseUrl,
    ...options.workerEnvironment,
  });
  const gateway = startService("gateway/main.ts", {
    ...common,
    MCP_PUBLIC_URL: "http://localhost:8080/mcp",
    HOST: "127.0.0.1",
    PORT: "0",
  });
  const [port] = await Promise.all([listeningPort(gateway, "mcp"), listeningPort(worker, "ops")]);
  const gatewayUrl = `http://127.0.0.1:${port}`;
  const gatewayPool = new Pool(gatewayUrl, { connections: 64 });
  const ca = readFileSync(fake.caCertificatePath, "utf8");
  const graphPool = new Pool(fake.graphBaseUrl, { connections: 64, connect: { ca } });

  return {
    users: tenants.flat(),
    tenants,
    gatewayUrl,
    gatewayPool,
    graphPool,
    pids: {
      gateway: gateway.child.pid ?? 0,
      worker: worker.child.pid ?? 0,
      redis: redis.pid ?? 0,
      fake: fake.process.pid,
    },
    setGraphDelay: async (graphLatencyMs) =>
      void (await control.setBehaviour({ graphLatencyMs, mailboxConcurrencyLimit: null, keepRequestLog: false })),
    async varyGraphDelay(moreMs) {
      for (const [at, latencyMs] of moreMs.entries()) {
        await control.addRule({ door: "graph", match: {}, every: at + 2, response: { latencyMs } });
      }
    },
    async stop() {
      await Promise.all([gatewayPool.destroy(), graphPool.destroy()]);
      await Promise.all([gateway.stop(), worker.stop()]);
      await Promise.all([fake.process.end(2_000), redis.stop()]);
    },
  };
}
