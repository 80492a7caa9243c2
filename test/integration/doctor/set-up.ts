import { randomBytes } from "node:crypto";
import { trustCertificate } from "#test/demo/stage/trust.ts";
import { type RedisServer, startRedis } from "#test/support/redis-server.ts";
import { listeningPort } from "#test/support/service-process.ts";
import { type Environment, workerOnlySettings } from "#test/support/service-settings.ts";
import type { SharedStack } from "#test/support/shared-stack.ts";
import { startTamperingFront, type TamperingFront, untouched } from "#test/support/tampering-front.ts";

/** A whole set-up that is right, and the parts of it that a case may spoil. */
export interface SetUp {
  stack: SharedStack;
  gateway: Environment;
  workers: Environment;
  tenantId: string;
  /** Between clients and the gateway, with TLS. */
  front: TamperingFront;
  /** A Redis of its own, in which no worker has reported. */
  lonelyRedis: RedisServer;
  /** Sets everything back that a case has spoilt. */
  mend(): Promise<void>;
  close(): Promise<void>;
}

export async function startSetUp(stack: SharedStack): Promise<SetUp> {
  await trustCertificate(stack.fake.caCertificatePath);
  const [front, lonelyRedis] = await Promise.all([startTamperingFront(), startRedis()]);
  const { control } = stack.fake;
  const { publicClientApp, tenants } = await control.directory();
  const tenantId = tenants[0]?.id ?? "";
  const publicUrl = `https://localhost:${front.port}/mcp`;
  await control.registerIdentifierUri(publicUrl);
  await control.registerRedirectUri(`${publicUrl}/oauth/callback`);
  const gateway = {
    ...stack.environment,
    MCP_PUBLIC_URL: publicUrl,
    HOST: "127.0.0.1",
    PORT: "0",
    ALLOWED_TENANTS: tenantId,
    SIGN_IN_CLIENT_ID: publicClientApp.clientId,
    SIGN_IN_KEYS: `test:${randomBytes(32).toString("base64")}`,
  };
  front.leadTo(await listeningPort(await stack.startGateway(gateway), "mcp"));
  return {
    stack,
    gateway,
    workers: { ...stack.environment, ...(await workerOnlySettings(stack.fake)) },
    tenantId,
    front,
    lonelyRedis,
    async mend() {
      front.tamper = untouched;
      await control.resetScript();
    },
    async close() {
      await Promise.all([front.close(), lonelyRedis.stop()]);
    },
  };
}
