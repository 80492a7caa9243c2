import { randomBytes } from "node:crypto";
import { freePort } from "#test/support/free-port.ts";
import { listeningPort } from "#test/support/service-process.ts";
import type { Environment } from "#test/support/service-settings.ts";
import type { FakeTenantProcess } from "./fake-tenant-process.ts";
import type { StartProcess, WatchedProcess } from "./watched-process.ts";

export interface StagedService {
  process: WatchedProcess;
  /** Base of `/metrics`, `/healthz` and `/readyz`. */
  opsUrl: string;
}

export interface StagedGateway extends StagedService {
  /** The address for MCP clients: `MCP_PUBLIC_URL`. */
  mcpUrl: string;
}

const portAttempts = 5;

export const gatewayName = "gateway";

async function untilListening(process: WatchedProcess): Promise<StagedService> {
  const port = await Promise.race([listeningPort(process, "ops"), process.crashed]);
  return { process, opsUrl: `http://127.0.0.1:${port}` };
}

/**
 * Starts a gateway on a free port, at which people sign in. When the port is taken by the time the gateway wants it, it
 * tries another one.
 */
export async function startGateway(
  start: StartProcess,
  fake: FakeTenantProcess,
  settings: Environment,
): Promise<StagedGateway> {
  const { serverApp, signInApp } = await fake.control.directory();
  const signIn = {
    APP_ID_URI: `api://${serverApp.clientId}`,
    SIGN_IN_CLIENT_ID: signInApp.clientId,
    // The demo needs no internet, where clients have their documents.
    SIGN_IN_CIMD: "off",
    SIGN_IN_KEYS: `demo:${randomBytes(32).toString("base64")}`,
  };
  for (let attempt = 1; ; attempt += 1) {
    const port = String(await freePort());
    const mcpUrl = `http://localhost:${port}/mcp`;
    const environment = { ...settings, ...signIn, MCP_PUBLIC_URL: mcpUrl, HOST: "127.0.0.1", PORT: port };
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
