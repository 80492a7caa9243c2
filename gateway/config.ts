import { z } from "zod";
import { clouds } from "#common/clouds.ts";
import { redisSettingsFit } from "#common/queue/redis-settings.ts";
import { commaSeparated, commonSettings, guidSetting, portSetting, wholeNumber } from "#common/settings.ts";
import { personalTenantId, personalTenantProblem } from "#gateway/tenants/personal-tenant.ts";

const loopbackHosts = new Set(["localhost", "127.0.0.1", "[::1]"]);

const guids = commaSeparated.pipe(z.array(guidSetting));

const origins = commaSeparated.pipe(
  z.array(z.string().refine((text) => URL.parse(text)?.origin === text, "must be origins such as https://claude.ai")),
);

/** The exact URL that clients type: it is also the App ID URI, which Entra compares character for character. */
const publicUrl = z.string().refine((text) => {
  const url = URL.parse(text);
  if (url === null || url.href !== text || url.pathname === "/" || text.endsWith("/")) return false;
  if (url.search !== "" || url.hash !== "" || url.username !== "") return false;
  return url.protocol === "https:" || (url.protocol === "http:" && loopbackHosts.has(url.hostname));
}, "must be the exact URL with its path and without a trailing slash, such as https://mcp.example.com/mcp; http only on a loopback host");

const settings = z.object({
  ...commonSettings,
  MCP_PUBLIC_URL: publicUrl,
  ALLOWED_TENANTS: guids.refine((ids) => !ids.includes(personalTenantId), personalTenantProblem).default([]),
  ALLOWED_CLIENTS: guids.default([]),
  ALLOW_GUESTS: z.enum(["on", "off"]).default("off"),
  ALLOW_AGENTS: z.enum(["on", "off"]).default("off"),
  TENANTS_FILE: z.string().min(1).optional(),
  ALLOWED_ORIGINS: origins.default([]),
  HOST: z.string().min(1).default("0.0.0.0"),
  PORT: portSetting.default(8080),
  CALL_TIMEOUT_MS: wholeNumber(1_000, 300_000).default(25_000),
  QUEUE_WAIT_MS: wholeNumber(100, 60_000).default(2_000),
  MAX_CALLS_PER_USER: wholeNumber(1, 10_000).default(32),
  MAX_CALLS_PER_TENANT: wholeNumber(1, 100_000).default(500),
  OAUTH_SHIM: z.enum(["on", "off"]).default("off"),
  OAUTH_SHIM_CLIENT_ID: guidSetting.optional(),
  AUDIT_LOG: z.enum(["stdout", "file", "off"]).default("stdout"),
  AUDIT_FILE: z.string().min(1).optional(),
  AUDIT_IDS: z.enum(["pseudonym", "plain"]).default("pseudonym"),
  AUDIT_KEY: z.string().min(16, "must have at least 16 characters").optional(),
});

/** What the tenants file says by itself. Two places that say it would have to be compared by whoever reads either. */
function besideTenantsFile(read: z.output<typeof settings>): string[] {
  if (read.TENANTS_FILE === undefined) return [];
  return [
    ...(["ALLOWED_TENANTS", "ALLOWED_CLIENTS"] as const).filter((name) => read[name].length > 0),
    ...(["ALLOW_GUESTS", "ALLOW_AGENTS"] as const).filter((name) => read[name] === "on"),
  ];
}

/** The gateway's settings, out of its environment. */
export const gatewaySettings = settings
  .check(redisSettingsFit)
  .refine(({ AUDIT_LOG, AUDIT_FILE }) => AUDIT_LOG !== "file" || AUDIT_FILE !== undefined, {
    path: ["AUDIT_FILE"],
    message: "is required with AUDIT_LOG=file",
  })
  .refine(({ OAUTH_SHIM, OAUTH_SHIM_CLIENT_ID: id }) => OAUTH_SHIM === "off" || id !== undefined, {
    path: ["OAUTH_SHIM_CLIENT_ID"],
    message: "is required with OAUTH_SHIM=on",
  })
  .refine(({ AZURE_CLIENT_ID, OAUTH_SHIM_CLIENT_ID: id }) => id !== AZURE_CLIENT_ID, {
    path: ["OAUTH_SHIM_CLIENT_ID"],
    message: "must be the id of a public client app, not of the Server app, which has a secret",
  })
  .refine(
    ({ OAUTH_SHIM, OAUTH_SHIM_CLIENT_ID: id, ALLOWED_CLIENTS: allowed }) => {
      return OAUTH_SHIM === "off" || id === undefined || allowed.length === 0 || allowed.includes(id);
    },
    {
      path: ["ALLOWED_CLIENTS"],
      message: "must hold OAUTH_SHIM_CLIENT_ID, or be empty: everybody who signs in through the shim is that client",
    },
  )
  .superRefine((read, context) => {
    for (const name of besideTenantsFile(read)) {
      context.addIssue({ code: "custom", path: [name], message: "can't be set beside TENANTS_FILE: say it there" });
    }
  })
  .transform((read) => ({
    ...read,
    AZURE_AUTHORITY_HOST: read.AZURE_AUTHORITY_HOST ?? clouds[read.AZURE_CLOUD].authorityHost,
  }));

export type GatewaySettings = z.output<typeof gatewaySettings>;
