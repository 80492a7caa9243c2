import { createSecretKey, type KeyObject } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { parseEnv } from "node:util";
import { z } from "zod";
import { describeError, type Logger } from "./logger.ts";
import { proxySettings } from "./proxy-settings.ts";
import { redisSettings } from "./queue/redis-settings.ts";
import { secretNames } from "./rights/settings-file.ts";
import { tracingSettings } from "./tracing/tracing-settings.ts";

type Environment = Readonly<Record<string, string | undefined>>;

export interface SealingKey {
  id: string;
  key: KeyObject;
}

/** The first key seals; every key opens. */
export type SealingKeys = readonly [SealingKey, ...SealingKey[]];

/** The command that makes one. */
export const makeKey = 'echo "k1:$(openssl rand -base64 32)"';

function parseSealingKeys(text: string, context: z.core.$RefinementCtx<string>): SealingKeys {
  const keys = text.split(",").map((entry) => {
    const [id = "", encoded = ""] = entry.trim().split(":");
    return { id, key: createSecretKey(encoded, "base64") };
  });
  const wellFormed = keys.every(({ id, key }) => /^[A-Za-z0-9_-]{1,32}$/.test(id) && key.symmetricKeySize === 32);
  const [first, ...others] = keys;
  if (first === undefined || !wellFormed || new Set(keys.map(({ id }) => id)).size !== keys.length) {
    const message = `must be id:base64-of-32-bytes, comma separated, each id once; to make one: ${makeKey}`;
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  }
  return [first, ...others];
}

/** A ring of keys, as comma-separated `id:base64-of-32-bytes`. */
export const keyRingSetting = z.string().transform(parseSealingKeys);

/** A comma-separated list; empty text is an empty list. */
export const commaSeparated = z.string().transform((text) =>
  text
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== ""),
);

export const guidSetting = z.string().trim().toLowerCase().pipe(z.guid("must be a GUID"));

/** An `https` origin without path or query. A trailing slash, as Azure workload identity sets it, is removed. */
export const httpsOrigin = z
  .string()
  .refine((text) => {
    const url = URL.parse(text);
    return url?.protocol === "https:" && url.origin === text.toLowerCase().replace(/\/$/, "");
  }, "must be an https origin without a path, such as https://graph.microsoft.com")
  .transform((text) => new URL(text).origin);

export function wholeNumber(minimum: number, maximum: number) {
  const isWithin = (text: string) => /^\d{1,9}$/.test(text) && Number(text) >= minimum && Number(text) <= maximum;
  return z.string().trim().refine(isWithin, `must be a whole number from ${minimum} to ${maximum}`).transform(Number);
}

export const portSetting = wholeNumber(0, 65_535);

/**
 * The settings that both processes have. `.env.*.example` and `docs/settings.md` are made of the `.meta()` of each
 * setting: `section`, `description` (Markdown) and, where there is no default, `examples`.
 */
export const commonSettings = {
  AZURE_CLIENT_ID: guidSetting.meta({
    section: "Microsoft Entra and Graph",
    description: "Client ID of the Server app registration. Access tokens must have it as their audience.",
  }),
  AZURE_CLOUD: z
    .enum(["public", "usgov", "dod", "china"])
    .default("public")
    .meta({
      section: "Microsoft Entra and Graph",
      description:
        "Microsoft cloud: `public`, `usgov`, `dod` or `china`. Determines the Entra host, the Graph host and the " +
        "download hosts; each of the three can be overridden.",
    }),
  AZURE_AUTHORITY_HOST: httpsOrigin.optional().meta({
    section: "Microsoft Entra and Graph",
    description: "Entra host. If not set: the host of `AZURE_CLOUD`.",
    examples: ["https://login.microsoftonline.com"],
  }),
  ...redisSettings,
  SEALING_KEYS: keyRingSetting.meta({
    section: "Redis",
    description:
      "Keys that encrypt everything sent through Redis, as comma-separated `id:base64-of-32-bytes`. The first key " +
      `encrypts; all of them decrypt. To generate one: \`${makeKey}\``,
  }),
  OPS_HOST: z
    .string()
    .min(1)
    .default("127.0.0.1")
    .meta({
      section: "Network",
      description:
        "Listen address of the private port, which serves `/metrics`, `/healthz` and `/readyz`. Use `0.0.0.0` only " +
        "inside a private container network.",
    }),
  OPS_PORT: portSetting.default(9464).meta({
    section: "Network",
    description: "The private port. Processes on the same machine need different ones.",
  }),
  ...proxySettings,
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info").meta({
    section: "Logs and audit",
    description:
      "Level of the operational log on stderr: `fatal`, `error`, `warn`, `info`, `debug`, `trace` or `silent`.",
  }),
  ...tracingSettings,
};

/** A path, but nothing that may be the secret itself, given by mistake: no key, URL or password looks like this. */
const shownPath = (path: string) => (/^[\w.-]*(?:\/[\w. -]+)+$/.test(path) ? path : "the file");

function readSecretFiles(environment: Environment): { environment: Environment; problems: string[] } {
  const read: Record<string, string> = {};
  const problems: string[] = [];
  for (const name of secretNames) {
    const path = environment[`${name}_FILE`];
    if (path === undefined || path === "") continue;
    if (environment[name]) problems.push(`${name} and ${name}_FILE are both set: keep one`);
    try {
      read[name] = readFileSync(path, "utf8").trim();
    } catch {
      problems.push(`${name}_FILE: ${shownPath(path)} can't be read`);
    }
  }
  return { environment: { ...environment, ...read }, problems };
}

/** Replaces zod's "expected string, received undefined" for a missing variable by "is required". */
function describeIssue(issue: z.core.$ZodIssue, environment: Environment): string {
  const [name = "settings", index] = issue.path.map(String);
  const entry = index === undefined ? "" : `entry ${Number(index) + 1} `;
  const missing = issue.code === "invalid_type" && environment[name] === undefined;
  return `${name}: ${missing ? "is required" : `${entry}${issue.message}`}`;
}

/**
 * Reads settings from an environment. An empty variable counts as unset.
 * @returns the settings, or one line per problem. A problem never quotes a value, which may be a secret.
 */
export function readSettings<Schema extends z.ZodType>(
  schema: Schema,
  variables: Environment,
): { settings: z.output<Schema> } | { problems: string[] } {
  const set = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== undefined && value !== ""));
  const proxy = Object.keys(proxySettings).map((name) => [name, set[name.toLowerCase()] ?? set[name]] as const);
  const { environment, problems } = readSecretFiles({ ...set, ...Object.fromEntries(proxy) });
  const parsed = schema.safeParse(environment);
  if (parsed.success && problems.length === 0) return { settings: parsed.data };
  const issues = parsed.success ? [] : parsed.error.issues.map((issue) => describeIssue(issue, environment));
  return { problems: [...problems, ...issues] };
}

/** What Node, proxies and the doctor read from the environment. */
const standard = ["NODE_EXTRA_CA_CERTS", "NODE_COMPILE_CACHE", "AZURE_TENANT_ID", "https_proxy", "no_proxy"];
const secretOf = (name: string) => secretNames.find((secret) => name === secret || name === `${secret}_FILE`);

/**
 * A line for each name in a settings file that is none of its process, so that no process has the other's secrets. It
 * quotes no value, nor what only looks like a name, which may be part of one.
 * @param own names of the settings of the process
 */
export function settingsFileProblems(file: string, part: "gateway" | "workers", own: readonly string[]): string[] {
  const isKnown = (name: string) => standard.includes(name) || own.includes(secretOf(name) ?? name);
  const [needs, other] = part === "gateway" ? ["gateway never needs", "workers"] : ["workers never need", "gateway"];
  const describe = (name: string) => {
    if (secretOf(name)) return `${name} belongs in .env.${other}: the ${needs} it. Remove it from ${file}`;
    const shown = /^[A-Z][A-Z_]{0,49}$/.test(name) ? name : "a line";
    return `${shown} in ${file} is no setting of the ${part}: correct it, or move it if it belongs in .env.${other}`;
  };
  try {
    return Object.keys(parseEnv(readFileSync(file, "utf8"))).flatMap((name) => (isKnown(name) ? [] : describe(name)));
  } catch (error) {
    return [`--settings-file: ${file} can't be read (${describeError(error).errorCode})`];
  }
}

/** Logs once when anybody but the owner and readers in the group can use the file. */
export function warnIfOthersRead(file: string, logger: Logger): void {
  if ((statSync(file).mode & 0o037) !== 0) logger.warn({ file }, "other users can read the settings file: chmod 600");
}
