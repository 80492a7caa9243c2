import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { trustCertificate } from "#test/demo/stage/trust.ts";
import { registeredPermissions } from "#test/fake-tenant/data/registered-permissions.ts";
import type { Listening } from "#test/fake-tenant/listen.ts";
import { type ConnectProxy, startConnectProxy } from "#test/support/connect-proxy.ts";
import { type RedisServer, startRedis } from "#test/support/redis-server.ts";
import { startRewritingProxy } from "#test/support/rewriting-proxy.ts";
import { listeningPort } from "#test/support/service-process.ts";
import { type Environment, workerOnlySettings } from "#test/support/service-settings.ts";
import type { SharedStack } from "#test/support/shared-stack.ts";
import { startTamperingFront, type TamperingFront, untouched } from "#test/support/tampering-front.ts";
import { openRegistrations, type Registrations } from "./registrations.ts";

/** A whole set-up that is right, and the parts of it that a case may spoil. */
export interface SetUp {
  stack: SharedStack;
  gateway: Environment;
  workers: Environment;
  tenantId: string;
  /** A tenant in which the apps are not registered. */
  otherTenantId: string;
  /** For NODE_EXTRA_CA_CERTS: whom a process has to trust. */
  authorities: string;
  /** Between clients and the gateway, with TLS. */
  front: TamperingFront;
  /** A server that nobody trusts. */
  stranger: TamperingFront;
  /** Leads to everything on this machine, for who knows its password. */
  proxy: ConnectProxy;
  registrations: Registrations;
  /** For changes of the Redis' settings. */
  admin: Redis;
  /** The same Redis, which says that it is version 6. */
  oldRedis: Listening;
  /** The same, whose version is a command for a terminal. */
  commandingRedis: Listening;
  /** Another Redis, in which no worker has reported. */
  lonelyRedis: RedisServer;
  /** Sets everything back that a case has spoilt. */
  fix(): Promise<void>;
  close(): Promise<void>;
}

/** A proxy in front of the Redis: passes all on but a server's version, of which this replaces as many letters. */
function startAgeingProxy(target: { host: string; port: number }, version: string): Promise<Listening> {
  const saidVersion = new RegExp(`(?<=redis_version:).{${version.length}}`);
  return startRewritingProxy(target, (answer) => answer.replace(saidVersion, version));
}

export async function startSetUp(stack: SharedStack): Promise<SetUp> {
  await trustCertificate(stack.fake.caCertificatePath);
  const { connection } = stack.redis;
  if ("path" in connection) throw new Error("the Redis of these tests is asked by TCP");
  const [front, stranger, proxy, lonelyRedis, oldRedis, commandingRedis] = await Promise.all([
    startTamperingFront(true),
    startTamperingFront(false),
    startConnectProxy({ user: "connector", password: "right" }),
    startRedis(),
    startAgeingProxy(connection, "6"),
    startAgeingProxy(connection, "6\u001b[2J"),
  ]);
  const admin = new Redis({ ...connection });
  const authorities = join(mkdtempSync(join(tmpdir(), "doctor-")), "authorities.pem");
  writeFileSync(authorities, `${readFileSync(stack.fake.caCertificatePath, "utf8")}\n${front.cert}`);
  const { control } = stack.fake;
  const { publicClientApp, tenants } = await control.directory();
  const tenantId = tenants[0]?.id ?? "";
  const publicUrl = `https://localhost:${front.port}/mcp`;
  await control.registerIdentifierUri(publicUrl);
  await control.registerRedirectUri(`${publicUrl}/oauth/callback`);
  const registrations = await openRegistrations(control);
  const gateway = {
    ...stack.environment,
    MCP_PUBLIC_URL: publicUrl,
    HOST: "127.0.0.1",
    PORT: "0",
    ALLOWED_TENANTS: tenantId,
    SIGN_IN_CLIENT_ID: publicClientApp.clientId,
    SIGN_IN_CIMD: "off",
    SIGN_IN_KEYS: `test:${randomBytes(32).toString("base64")}`,
  };
  const running = await stack.startGateway(gateway);
  front.leadTo(await listeningPort(running, "mcp"));
  const portOf = ({ opsUrl }: { opsUrl: string }) => ({ OPS_PORT: new URL(opsUrl).port });
  const [worker] = stack.workers;
  return {
    stack,
    gateway: { ...gateway, ...portOf(running) },
    workers: { ...stack.environment, ...(await workerOnlySettings(stack.fake)), ...(worker && portOf(worker)) },
    tenantId,
    otherTenantId: tenants[1]?.id ?? "",
    authorities,
    front,
    stranger,
    proxy,
    registrations,
    admin,
    oldRedis,
    commandingRedis,
    lonelyRedis,
    async fix() {
      front.tamper = untouched;
      await admin.config("SET", "save", "");
      await registrations.fix();
      await control.resetScript();
      await control.setConsent(tenantId, publicClientApp.clientId, true);
      await control.setGrants(tenantId, registeredPermissions);
    },
    async close() {
      admin.disconnect();
      const closed = [front, stranger, proxy, oldRedis, commandingRedis].map((one) => one.close());
      await Promise.all([...closed, lonelyRedis.stop()]);
    },
  };
}
