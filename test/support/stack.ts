import { randomBytes } from "node:crypto";
import { type FakeTenant, startFakeTenant } from "#test/fake-tenant/fake-tenant.ts";
import { freePort } from "./free-port.ts";
import { type RedisServer, startRedis } from "./redis-server.ts";
import { listeningPort, type ServiceProcess, startService } from "./service-process.ts";

export type Environment = Readonly<Record<string, string>>;

export interface WorkerProcess extends ServiceProcess {
  /** Base of `/metrics`, `/healthz` and `/readyz`. */
  readonly opsUrl: string;
}

export interface GatewayProcess extends WorkerProcess {
  /** What an MCP client connects to. */
  readonly mcpUrl: string;
}

/** The whole product on this machine: real Redis, real gateways and workers; only Entra and Graph are played. */
export interface Stack {
  readonly redis: RedisServer;
  readonly fake: FakeTenant;
  /** The settings that every process got. */
  readonly environment: Environment;
  /** `MCP_PUBLIC_URL`: the first gateway's address, for all of them. */
  readonly publicUrl: string;
  readonly gateways: readonly [GatewayProcess, ...GatewayProcess[]];
  readonly workers: readonly WorkerProcess[];
  startWorker(more?: Environment): Promise<WorkerProcess>;
  /** @param stdout a descriptor for the audit lines, in place of `output` */
  startGateway(more?: Environment, stdout?: number): Promise<GatewayProcess>;
  stop(): Promise<void>;
}

export interface StackOptions {
  gateways?: number;
  workers?: number;
  gatewayEnvironment?: Environment;
  workerEnvironment?: Environment;
  listen?: "tcp" | "unix";
}

const opsUrlOf = async (service: ServiceProcess) => `http://127.0.0.1:${await listeningPort(service, "ops")}`;

async function baseEnvironment(fake: FakeTenant, redis: RedisServer): Promise<Environment> {
  const { serverApp } = await fake.control.directory();
  return {
    AZURE_CLIENT_ID: serverApp.clientId,
    AZURE_AUTHORITY_HOST: fake.authorityHost,
    NODE_EXTRA_CA_CERTS: fake.caCertificatePath,
    REDIS_URL: redis.url,
    SEALING_KEYS: `test:${randomBytes(32).toString("base64")}`,
    OPS_PORT: "0",
  };
}

/** Starts it all and waits until every process listens. The fake tenant and Redis end with it. */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const [redis, fake] = await Promise.all([startRedis({ listen: options.listen ?? "tcp" }), startFakeTenant()]);
  const environment = await baseEnvironment(fake, redis);
  const { serverApp } = await fake.control.directory();
  const firstPort = await freePort();
  const publicUrl = `http://localhost:${firstPort}/mcp`;
  await fake.control.registerIdentifierUri(publicUrl);
  const services: ServiceProcess[] = [];

  async function startWorker(more: Environment = {}): Promise<WorkerProcess> {
    const service = startService("workers/main.ts", {
      ...environment,
      AZURE_CLIENT_SECRET: serverApp.clientSecret,
      GRAPH_BASE_URL: fake.graphBaseUrl,
      GRAPH_DOWNLOAD_HOSTS: fake.downloadHost,
      ...options.workerEnvironment,
      ...more,
    });
    services.push(service);
    return { ...service, opsUrl: await opsUrlOf(service) };
  }

  async function startGateway(more: Environment = {}, stdout?: number): Promise<GatewayProcess> {
    const own = { MCP_PUBLIC_URL: publicUrl, HOST: "127.0.0.1", PORT: "0" };
    const settings = { ...environment, ...own, ...options.gatewayEnvironment, ...more };
    const service = startService("gateway/main.ts", settings, stdout);
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
    environment,
    publicUrl,
    gateways: [first, ...others],
    workers,
    startWorker,
    startGateway,
    stop,
  };
}
