import { randomBytes } from "node:crypto";
import { freePort } from "#test/support/free-port.ts";
import { listeningPort } from "#test/support/service-process.ts";
import type { FakeTenantProcess } from "./fake-tenant-process.ts";
import type { StartProcess, WatchedProcess } from "./watched-process.ts";

export type Environment = Readonly<Record<string, string>>;

export interface StagedService {
  process: WatchedProcess;
  /** Base of `/metrics`, `/healthz` and `/readyz`. */
  opsUrl: string;
}

export interface StagedGateway extends StagedService {
  /** What an MCP client is told: `MCP_PUBLIC_URL`. */
  mcpUrl: string;
}

const portAttempts = 5;

export const gatewayName = "gateway";

/** The settings that the gateway and the workers share. */
export async function commonSettings(fake: FakeTenantProcess, redisUrl: string): Promise<Environment> {
  const { serverApp } = await fake.control.directory();
  return {
    AZURE_CLIENT_ID: serverApp.clientId,
    AZURE_AUTHORITY_HOST: fake.authorityHost,
    NODE_EXTRA_CA_CERTS: fake.caCertificatePath,
    REDIS_URL: redisUrl,
    SEALING_KEYS: `demo:${randomBytes(32).toString("base64")}`,
    OPS_PORT: "0",
  };
}

async function untilListening(process: WatchedProcess): Promise<StagedService> {
  const port = await Promise.race([listeningPort(process, "ops"), process.crashed]);
  return { process, opsUrl: `http://127.0.0.1:${port}` };
}

/** Starts a gateway on a free port. When that is taken by the time the gateway wants it, it tries another one. */
export async function startGateway(
  start: StartProcess,
  fake: FakeTenantProcess,
  settings: Environment,
): Promise<StagedGateway> {
  for (let attempt = 1; ; attempt += 1) {
    const port = String(await freePort());
    const mcpUrl = `http://localhost:${port}/mcp`;
    await fake.control.registerIdentifierUri(mcpUrl);
    const environment = { ...settings, MCP_PUBLIC_URL: mcpUrl, HOST: "127.0.0.1", PORT: port };
    const process = start({ name: gatewayName, entry: "gateway/main.ts", environment });
    try {
      const [service] = await Promise.all([untilListening(process), listeningPort(process, "mcp")]);
      return { ...service, mcpUrl };
    } catch (error) {
      if (attempt === portAttempts || !String(error).includes("port is in use")) throw error;
    }
  }
}

/** Starts a worker process; the number is for its name only. */
export async function startWorker(start: StartProcess, number: number, settings: Environment): Promise<StagedService> {
  return untilListening(start({ name: `worker ${number}`, entry: "workers/main.ts", environment: settings }));
}
