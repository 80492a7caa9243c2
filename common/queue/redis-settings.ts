import { z } from "zod";

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

/** `host:port` entries, comma separated; the first that answers is enough. */
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

/** Which Redis, and how to get in: one by its URL, one that sentinels watch, or a Cluster. */
export const redisSettings = {
  REDIS_URL: url.optional(),
  REDIS_SENTINELS: nodes(26_379).optional(),
  REDIS_SENTINEL_MASTER: text,
  REDIS_SENTINEL_USERNAME: text,
  REDIS_SENTINEL_PASSWORD: text,
  REDIS_CLUSTER: nodes(6_379).optional(),
  REDIS_USERNAME: text,
  REDIS_PASSWORD: text,
  REDIS_TLS: z.enum(["on", "off"]).default("off"),
  REDIS_CA_PATH: text,
  REDIS_CLIENT_CERTIFICATE_PATH: text,
  REDIS_STRICT: z.enum(["on", "off"]).default("off"),
};

export type RedisSettings = z.output<z.ZodObject<typeof redisSettings>>;

/** Where Redis is when nothing says it. */
export const defaultRedisUrl = "redis://127.0.0.1:6379";

const hasUser = (redisUrl = "") => {
  const parsed = URL.parse(redisUrl);
  return parsed !== null && parsed.username + parsed.password !== "";
};

type Rule = readonly [name: keyof RedisSettings, isBroken: (read: RedisSettings) => boolean, message: string];

/** Settings that contradict each other: guessing which one is meant would send jobs to the wrong Redis. */
const rules: readonly Rule[] = [
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

/** Whether Redis is spoken to by TLS. */
export const isEncrypted = (read: Pick<RedisSettings, "REDIS_URL" | "REDIS_TLS">): boolean =>
  read.REDIS_TLS === "on" || (read.REDIS_URL?.startsWith("rediss:") ?? false);

/** For `.check()` of a schema that has `redisSettings`: one problem for each rule that is broken. */
export function redisSettingsFit(payload: z.core.ParsePayload<RedisSettings>): void {
  for (const [name, isBroken, message] of rules) {
    if (isBroken(payload.value)) payload.issues.push({ code: "custom", input: payload.value, path: [name], message });
  }
}
