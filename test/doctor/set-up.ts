import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { trustCertificate } from "#test/demo/stage/trust.ts";
import { registeredPermissions } from "#test/fake-tenant/data/registered-permissions.ts";
import type { Listening } from "#test/fake-tenant/listen.ts";
import { startConnectProxy } from "#test/support/connect-proxy.ts";
import { startRedis } from "#test/support/redis-server.ts";
import { startRewritingProxy } from "#test/support/rewriting-proxy.ts";
import { listeningPort } from "#test/support/service-process.ts";
import { type Environment, workerOnlySettings } from "#test/support/service-settings.ts";
import type { SharedStack } from "#test/support/shared-stack.ts";
import { startTamperingFront, untouched } from "#test/support/tampering-front.ts";
import { openRegistrations } from "./registrations.ts";

/** A whole set-up that is right, and the parts of it that a case may spoil. */
export type SetUp = Awaited<ReturnType<typeof startSetUp>>;

/** A proxy in front of the Redis: passes all on but a server's version, of which this replaces as many letters. */
function startAgeingProxy(target: { host: string; port: number }, version: string): Promise<Listening> {
  const saidVersion = new RegExp(`(?<=redis_version:).{${version.length}}`);
  return startRewritingProxy(target, (answer) => answer.replace(saidVersion, version));
}

/** The path of a new file with this text, which only its owner may read. */
export function fileWith(name: string, text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), "doctor-")), name);
  writeFileSync(file, text, { mode: 0o600 });
  return file;
}

export async function startSetUp(stack: SharedStack) {
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
  const trusted = `${readFileSync(stack.fake.caCertificatePath, "utf8")}\n${front.cert}`;
  const authorities = fileWith("authorities.pem", trusted);
  const { control } = stack.fake;
  const { publicClientApp, tenants } = await control.directory();
  const tenantId = tenants[0]?.id ?? "";
  const publicUrl = `https://localhost:${front.port}/mcp`;
  await control.registerIdentifierUri(publicUrl);
  await control.registerRedirectUri(`${publicUrl}/oauth/callback`);
  const registrations = await openRegistrations(control);
  const settings = {
    ...stack.environment,
    MCP_PUBLIC_URL: publicUrl,
    HOST: "127.0.0.1",
    PORT: "0",
    ALLOWED_TENANTS: tenantId,
    SIGN_IN_CLIENT_ID: publicClientApp.clientId,
    SIGN_IN_CIMD: "off",
    SIGN_IN_KEYS: `test:${randomBytes(32).toString("base64")}`,
  };
  const running = await stack.startGateway(settings);
  front.leadTo(await listeningPort(running, "mcp"));
  const portOf = ({ opsUrl }: { opsUrl: string }) => ({ OPS_PORT: new URL(opsUrl).port });
  const [worker] = stack.workers;
  const gateway: Environment = { ...settings, ...portOf(running) };
  const ofWorkers = await workerOnlySettings(stack.fake);
  const workers: Environment = { ...stack.environment, ...ofWorkers, ...(worker && portOf(worker)) };
  return {
    stack,
    gateway,
    workers,
    tenantId,
    /** A tenant in which the apps are not registered. */
    otherTenantId: tenants[1]?.id ?? "",
    /** For NODE_EXTRA_CA_CERTS: whom a process has to trust. */
    authorities,
    /** Between clients and the gateway, with TLS. */
    front,
    /** A server that nobody trusts. */
    stranger,
    /** Leads to everything on this machine, for who knows its password. */
    proxy,
    registrations,
    /** For changes of the Redis' settings. */
    admin,
    /** The same Redis, which says that it is version 6. */
    oldRedis,
    /** The same, whose version is a command for a terminal. */
    commandingRedis,
    /** Another Redis, in which no worker has reported. */
    lonelyRedis,
    /** Sets everything back that a case has spoilt. */
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
