import { readFileSync } from "node:fs";
import type { ConnectionOptions } from "node:tls";
import { StartProblem } from "#common/run-main.ts";
import { defaultRedisUrl, isEncrypted, type RedisNode, type RedisSettings } from "./redis-settings.ts";

interface Login {
  username?: string;
  password?: string;
}

/** Which Redis to connect to. `login` is for Redis itself, `sentinelLogin` for the sentinels. */
export type RedisTarget = { login: Login; tls: ConnectionOptions | undefined } & (
  | { kind: "single"; path: string }
  | { kind: "single"; url: string }
  | { kind: "sentinel"; sentinels: readonly RedisNode[]; master: string; sentinelLogin: Login }
  | { kind: "cluster"; nodes: readonly RedisNode[] }
);

const loginOf = (username: string | undefined, password: string | undefined): Login => ({
  ...(username !== undefined && { username }),
  ...(password !== undefined && { password }),
});

function readPem(name: "REDIS_CA_PATH" | "REDIS_CLIENT_CERTIFICATE_PATH", path: string): string {
  let pem = "";
  try {
    pem = readFileSync(path, "utf8");
  } catch {
    throw new StartProblem([`${name}: ${path} can't be read`]);
  }
  const isComplete = pem.includes("BEGIN CERTIFICATE") && (name === "REDIS_CA_PATH" || pem.includes("PRIVATE KEY"));
  if (isComplete) return pem;
  const wanted = name === "REDIS_CA_PATH" ? "certificates" : "private key and certificate";
  throw new StartProblem([`${name}: must be a PEM file with ${wanted}`]);
}

/** The CA of the settings replaces those that Node trusts, for Redis alone. */
function tlsOptions(settings: RedisSettings): ConnectionOptions | undefined {
  if (!isEncrypted(settings)) return undefined;
  const { REDIS_CA_PATH: caPath, REDIS_CLIENT_CERTIFICATE_PATH: certificatePath } = settings;
  const own = certificatePath === undefined ? undefined : readPem("REDIS_CLIENT_CERTIFICATE_PATH", certificatePath);
  return {
    minVersion: "TLSv1.2",
    ...(caPath !== undefined && { ca: readPem("REDIS_CA_PATH", caPath) }),
    ...(own !== undefined && { key: own, cert: own }),
  };
}

/**
 * The Redis of the settings, with the contents of the files that they name.
 * @throws `StartProblem` when a file can't be used
 */
export function redisTarget(settings: RedisSettings): RedisTarget {
  const common = { login: loginOf(settings.REDIS_USERNAME, settings.REDIS_PASSWORD), tls: tlsOptions(settings) };
  const { REDIS_SENTINELS: sentinels, REDIS_SENTINEL_MASTER: master, REDIS_CLUSTER: nodes } = settings;
  if (sentinels !== undefined && master !== undefined) {
    const sentinelLogin = loginOf(settings.REDIS_SENTINEL_USERNAME, settings.REDIS_SENTINEL_PASSWORD);
    return { ...common, kind: "sentinel", sentinels, master, sentinelLogin };
  }
  if (nodes !== undefined) return { ...common, kind: "cluster", nodes };
  const url = settings.REDIS_URL ?? defaultRedisUrl;
  if (!url.startsWith("unix:")) return { ...common, kind: "single", url };
  return { ...common, kind: "single", path: url.slice("unix:".length).replace(/^\/\/\//, "/") };
}
