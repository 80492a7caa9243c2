import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { Pool } from "undici";
import type { DirectoryTenant } from "#test/fake-tenant/control/control-types.ts";
import type { FakeTenant } from "#test/fake-tenant/fake-tenant.ts";
import { type StackOptions, startStack } from "#test/support/stack.ts";

/** One person of the bench: their token for us, and one for the fake Graph itself. */
export interface BenchUser {
  connectorToken: string;
  graphToken: string;
}

export type BenchStack = Awaited<ReturnType<typeof startBenchStack>>;

interface BenchStackOptions extends Pick<StackOptions, "gateways" | "workers" | "nodeFlags"> {
  tenants?: number;
  usersPerTenant?: number;
  messagesPerUser?: number;
  /** Whether people get a token for the fake Graph itself; default yes. */
  hasGraphTokens?: boolean;
  gatewayEnvironment?: Readonly<Record<string, string>>;
  workerEnvironment?: Readonly<Record<string, string>>;
}

/** Below the limit of calls that one person may have in flight, however many callers there are. */
const userCount = 32;
const messagesEach = 60;
const maxConnections = 64;

/** Tokens of the people of a tenant, a hundred at a time: the fake signs each. */
async function tokensOf(
  { control }: Pick<FakeTenant, "control">,
  { users }: DirectoryTenant,
  hasGraphTokens: boolean,
): Promise<BenchUser[]> {
  const made: BenchUser[] = [];
  for (let from = 0; from < users.length; from += 100) {
    const some = users.slice(from, from + 100).map(async ({ id }) => ({
      connectorToken: await control.mintToken({ userId: id }),
      graphToken: hasGraphTokens ? await control.mintToken({ userId: id, shape: "graph" }) : "",
    }));
    made.push(...(await Promise.all(some)));
  }
  return made;
}

/** Gateways, workers, one Redis and the fake cloud, each a process of its own, with people who have mail. */
export async function startBenchStack(options: BenchStackOptions = {}) {
  const { tenants: tenantCount = 1, usersPerTenant = userCount, messagesPerUser = messagesEach } = options;
  const { hasGraphTokens = true, ...ofStack } = options;
  const gatewayEnvironment = { QUEUE_WAIT_MS: "", CALL_TIMEOUT_MS: "", ...options.gatewayEnvironment };
  const stack = await startStack({ ...ofStack, gatewayEnvironment, listen: "unix", fake: "process" });
  const { control, caCertificatePath, graphBaseUrl, pid: fakePid } = stack.fake;
  await control.setBehaviour({ mailboxConcurrencyLimit: null, keepRequestLog: false });
  const directory = await control.populate({ tenants: tenantCount, usersPerTenant, messagesPerUser });
  const tenants: BenchUser[][] = [];
  for (const tenant of directory) tenants.push(await tokensOf(stack.fake, tenant, hasGraphTokens));
  const gatewayUrl = new URL(stack.gateways[0].mcpUrl).origin;
  const ca = readFileSync(caCertificatePath, "utf8");
  const gatewayPool = new Pool(gatewayUrl, { connections: maxConnections });
  const graphPool = new Pool(graphBaseUrl, { connections: maxConnections, connect: { ca } });

  return {
    stack,
    /** Of all tenants, and of each. */
    users: tenants.flat() as readonly BenchUser[],
    tenants,
    directory,
    gatewayUrl,
    /** To the gateway's own port, and straight to the fake Graph; kept-alive connections. */
    gatewayPool,
    graphPool,
    /** Those that were started first; there may be more. */
    pids: {
      gateway: stack.gateways[0].child.pid ?? 0,
      worker: stack.workers[0]?.child.pid ?? 0,
      redis: stack.redis.pid ?? 0,
      fake: fakePid,
    },
    setGraphDelay: async (graphLatencyMs: number) => void (await control.setBehaviour({ graphLatencyMs })),
    /** From now on some of Graph's answers take so much longer. */
    async varyGraphDelay(moreMs: readonly number[]) {
      for (const [at, latencyMs] of moreMs.entries()) {
        await control.addRule({ door: "graph", match: {}, every: at + 2, response: { latencyMs } });
      }
    },
    /** In order, so that each process can still write what it has measured of itself. */
    async [Symbol.asyncDispose]() {
      await Promise.all([gatewayPool.destroy(), graphPool.destroy()]);
      const services = [...stack.gateways, ...stack.workers];
      await Promise.race([
        Promise.all(services.map((service) => service.stop())),
        delay(10_000, undefined, { ref: false }),
      ]);
      await stack.stop();
    },
  };
}
