import { readFileSync } from "node:fs";
import type { ConnectionOptions } from "node:tls";
import { z } from "zod";
import { StartProblem } from "#common/run-main.ts";
import type { SettingRule } from "#common/setting-rules.ts";

const nodePattern = /^(\[[0-9a-fA-F:.]{2,45}\]|[A-Za-z0-9._-]{1,253})(?::(\d{1,5}))?$/;

export interface RedisNode {
  host: string;
  port: number;
}

function readNode(text: string, defaultPort: number): RedisNode | undefined {
  const [, host, port = String(defaultPort)] = nodePattern.exec(text.trim()) ?? [];
  const isPort = Number(port) >= 1 && Number(port) <= 65_535;
  return host === undefined || !isPort ? undefined : { host: host.replace(/^\[|\]$/g, ""), port: Number(port) };
}

/** `host:port` entries, comma separated. One that answers is enough. */
const nodes = (defaultPort: number) =>
  z.string().transform((text, context): RedisNode[] => {
    const read = text.split(",").map((entry) => readNode(entry, defaultPort));
    const found = read.filter((node) => node !== undefined);
    if (found.length === read.length) return found;
    context.addIssue({ code: "custom", message: "must be host:port entries, comma separated" });
    return z.NEVER;
  });

const url = z
  .string()
  .refine(
    (text) => /^unix:./.test(text) || (/^rediss?:\/\/./.test(text) && URL.canParse(text)),
    "must be redis://host:port, rediss://host:port or unix:/path",
  );

const text = z.string().min(1).optional();
const section = "Redis";

/** How to connect to Redis: one server by its URL, a master that Sentinel monitors, or a Cluster. */
export const redisSettings = {
  REDIS_URL: url.optional().meta({
    section,
    description:
      "URL of one Redis or Valkey server: `redis://`, `rediss://` (TLS) or `unix:`, with user and password if it " +
      "has ACLs. If not set, and neither Sentinel nor a Cluster is: `redis://127.0.0.1:6379`.",
    examples: ["redis://127.0.0.1:6379"],
  }),
  REDIS_SENTINELS: nodes(26_379)
    .optional()
    .meta({
      section,
      description: "Addresses of the Sentinels, comma-separated `host:port`, in place of `REDIS_URL`.",
      examples: ["sentinel-0:26379,sentinel-1:26379,sentinel-2:26379"],
    }),
  REDIS_SENTINEL_MASTER: text.meta({
    section,
    description: "Name of the master in the Sentinels' configuration. Required with `REDIS_SENTINELS`.",
    examples: ["mymaster"],
  }),
  REDIS_SENTINEL_USERNAME: text.meta({
    section,
    description: "User for the Sentinels themselves, if they have ACLs.",
    examples: ["connector"],
  }),
  REDIS_SENTINEL_PASSWORD: text.meta({
    section,
    description: "Password for the Sentinels themselves, if they require one.",
    examples: ["a-password"],
  }),
  REDIS_CLUSTER: nodes(6_379)
    .optional()
    .meta({
      section,
      description:
        "Nodes of a Redis Cluster, comma-separated `host:port`, in place of `REDIS_URL`. One reachable node is " +
        "enough; the others are discovered.",
      examples: ["redis-0:6379,redis-1:6379,redis-2:6379"],
    }),
  REDIS_USERNAME: text.meta({
    section,
    description: "Redis user, with `REDIS_PASSWORD`. With `REDIS_URL`, set the user here or in the URL, not both.",
    examples: ["gateway"],
  }),
  REDIS_PASSWORD: text.meta({ section, description: "Redis password.", examples: ["a-password"] }),
  REDIS_TLS: z
    .enum(["on", "off"])
    .default("off")
    .meta({
      section,
      description:
        "Whether to use TLS for the Sentinels and their servers, or for the nodes of a Cluster: `on` or `off`. With " +
        "`REDIS_URL`, use `rediss://`.",
    }),
  REDIS_CA_PATH: text.meta({
    section,
    description:
      "PEM file with the certificate authorities to trust for Redis. If not set: those that Node.js trusts, " +
      "including `NODE_EXTRA_CA_CERTS`.",
    examples: ["/run/secrets/redis_ca.pem"],
  }),
  REDIS_CLIENT_CERTIFICATE_PATH: text.meta({
    section,
    description: "PEM file with a private key and certificate, if Redis requires client certificates.",
    examples: ["/run/secrets/redis_client.pem"],
  }),
  REDIS_STRICT: z.enum(["on", "off"]).default("off").meta({
    section,
    description:
      "Whether to refuse to start if Redis persists data, or if its configuration can't be read: `on` or `off`.",
  }),
};

export type RedisSettings = z.output<z.ZodObject<typeof redisSettings>>;

/** Used if no setting says where Redis is. */
export const defaultRedisUrl = "redis://127.0.0.1:6379";

const hasUser = (redisUrl = "") => {
  const parsed = URL.parse(redisUrl);
  return parsed !== null && parsed.username + parsed.password !== "";
};

/** Combinations that contradict each other. A guess could send jobs to the wrong Redis. */
export const redisRules: readonly SettingRule<RedisSettings>[] = [
  [
    "REDIS_URL",
    (read) => [read.REDIS_URL, read.REDIS_SENTINELS, read.REDIS_CLUSTER].filter((way) => way !== undefined).length > 1,
    "only one of REDIS_URL, REDIS_SENTINELS and REDIS_CLUSTER may be set",
  ],
  [
    "REDIS_SENTINEL_MASTER",
    (read) => (read.REDIS_SENTINELS === undefined) !== (read.REDIS_SENTINEL_MASTER === undefined),
    "belongs together with REDIS_SENTINELS: set both or none",
  ],
  [
    "REDIS_SENTINEL_PASSWORD",
    (read) => read.REDIS_SENTINEL_PASSWORD !== undefined && read.REDIS_SENTINELS === undefined,
    "is for REDIS_SENTINELS only",
  ],
  [
    "REDIS_SENTINEL_USERNAME",
    (read) => read.REDIS_SENTINEL_USERNAME !== undefined && read.REDIS_SENTINEL_PASSWORD === undefined,
    "needs REDIS_SENTINEL_PASSWORD",
  ],
  [
    "REDIS_USERNAME",
    (read) => read.REDIS_USERNAME !== undefined && read.REDIS_PASSWORD === undefined,
    "needs REDIS_PASSWORD",
  ],
  [
    "REDIS_PASSWORD",
    (read) => read.REDIS_PASSWORD !== undefined && hasUser(read.REDIS_URL),
    "REDIS_URL already has a user or password: keep one",
  ],
  [
    "REDIS_TLS",
    (read) => read.REDIS_TLS === "on" && read.REDIS_SENTINELS === undefined && read.REDIS_CLUSTER === undefined,
    "is for REDIS_SENTINELS and REDIS_CLUSTER; REDIS_URL says it by rediss://",
  ],
  ["REDIS_CA_PATH", (read) => read.REDIS_CA_PATH !== undefined && !isEncrypted(read), "needs TLS, which is off"],
  [
    "REDIS_CLIENT_CERTIFICATE_PATH",
    (read) => read.REDIS_CLIENT_CERTIFICATE_PATH !== undefined && !isEncrypted(read),
    "needs TLS, which is off",
  ],
];

/** Whether the connection to Redis uses TLS. */
const isEncrypted = (read: Pick<RedisSettings, "REDIS_URL" | "REDIS_TLS">): boolean =>
  read.REDIS_TLS === "on" || (read.REDIS_URL?.startsWith("rediss:") ?? false);

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
