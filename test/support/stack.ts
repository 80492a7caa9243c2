import { startFakeTenantProcess } from "#test/demo/stage/fake-tenant-process.ts";
import { startWatched } from "#test/demo/stage/watched-process.ts";
import { type FakeTenant, startFakeTenant } from "#test/fake-tenant/fake-tenant.ts";
import { freePort } from "./free-port.ts";
import { type RedisServer, startRedis } from "./redis-server.ts";
import { listeningPort, type ServiceOptions, type ServiceProcess, startService } from "./service-process.ts";
import { commonSettings, type Environment, workerOnlySettings } from "./service-settings.ts";

export interface WorkerProcess extends ServiceProcess {
  /** Base of `/metrics`, `/healthz` and `/readyz`. */
  readonly opsUrl: string;
}

export interface GatewayProcess extends WorkerProcess {
  /** What an MCP client connects to. */
  readonly mcpUrl: string;
}

/** `pid` is this process's own where the fake tenant is no process of its own. */
type StackFake = FakeTenant & { readonly pid: number };

/** The whole product on this machine: real Redis, real gateways and workers; only Entra and Graph are simulated. */
export type Stack = Awaited<ReturnType<typeof startStack>>;

export interface StackOptions {
  gateways?: number;
  workers?: number;
  gatewayEnvironment?: Environment;
  workerEnvironment?: Environment;
  listen?: "tcp" | "unix";
  /** A Redis that runs already; it ends with the stack. Default: one of its own, which listens as said. */
  redis?: RedisServer;
  /**
   * Where the fake tenant runs; default `here`, in the caller's process. Under load it needs one of its own. Or one
   * that runs already; it ends with the stack.
   */
  fake?: "here" | "process" | FakeTenant;
  /** More flags for Node, for gateways and workers. */
  nodeFlags?: readonly string[];
  /** Starts gateways and workers as an operator does. */
  isPlain?: boolean;
}

const opsUrlOf = async (service: ServiceProcess) => `http://127.0.0.1:${await listeningPort(service, "ops")}`;

async function startFake(where: "here" | "process" | FakeTenant): Promise<StackFake> {
  if (typeof where === "object") return { ...where, pid: process.pid };
  if (where === "here") return { ...(await startFakeTenant()), pid: process.pid };
  const { process: itself, ...fake } = await startFakeTenantProcess(startWatched);
  return { ...fake, pid: itself.pid, close: () => itself.end(2_000) };
}

/**
 * A call may wait this long for a start, and last this long: on a busy machine the first one waits longer than the
 * product's two seconds, and one with many requests lasts longer than 25. And one person of a test may send as much as
 * a test sends. With `""` each is the product's default again.
 */
const lenient = { QUEUE_WAIT_MS: "15000", CALL_TIMEOUT_MS: "50000", MAX_REQUEST_RATE_PER_USER: "100000" };

/** Starts it all and waits until every process listens. The fake tenant and Redis end with it. */
export async function startStack(options: StackOptions = {}) {
  const { listen = "tcp", nodeFlags = [], isPlain = false } = options;
  const [redis, fake] = await Promise.all([options.redis ?? startRedis({ listen }), startFake(options.fake ?? "here")]);
  const environment = await commonSettings(fake, redis.url);
  const forWorkers = await workerOnlySettings(fake);
  const firstPort = await freePort();
  const publicUrl = `http://localhost:${firstPort}/mcp`;
  await fake.control.registerIdentifierUri(publicUrl);
  const services: ServiceProcess[] = [];

  async function startWorker(more: Environment = {}, own: ServiceOptions = {}): Promise<WorkerProcess> {
    const settings = { ...environment, ...forWorkers, ...options.workerEnvironment, ...more };
    const service = startService("workers/main.ts", settings, { nodeFlags, ...(isPlain && { isPlain }), ...own });
    services.push(service);
    return { ...service, opsUrl: await opsUrlOf(service) };
  }

  async function startGateway(more: Environment = {}, own: ServiceOptions = {}): Promise<GatewayProcess> {
    const address = { MCP_PUBLIC_URL: publicUrl, HOST: "127.0.0.1", PORT: "0" };
    const settings = { ...environment, ...lenient, ...address, ...options.gatewayEnvironment, ...more };
    const service = startService("gateway/main.ts", settings, { nodeFlags, ...(isPlain && { isPlain }), ...own });
    services.push(service);
    const [opsUrl, port] = await Promise.all([opsUrlOf(service), listeningPort(service, "mcp")]);
    return { ...service, opsUrl, mcpUrl: `http://127.0.0.1:${port}/mcp` };
  }

  async function stop(): Promise<void> {
    for (const service of services) service.kill("SIGKILL");
    await Promise.all(services.map(({ ended }) => ended));
    await Promise.all([redis.stop(), fake.close()]);
  }

  const [first, others, workers] = await Promise.all([
    startGateway({ PORT: String(firstPort) }),
    Promise.all(Array.from({ length: (options.gateways ?? 1) - 1 }, () => startGateway())),
    Promise.all(Array.from({ length: options.workers ?? 1 }, () => startWorker())),
  ]).catch(async (error: unknown) => {
    await stop();
    throw error;
  });

  return {
    redis,
    fake,
    /** The settings that every process got. */
    environment,
    /** `MCP_PUBLIC_URL`: the first gateway's address, for all of them. */
    publicUrl,
    gateways: [first, ...others] as const,
    workers,
    startWorker,
    startGateway,
    stop,
  };
}
