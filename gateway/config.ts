import { z } from "zod";
import { clouds } from "#common/clouds.ts";
import { redisRules } from "#common/queue/redis-settings.ts";
import { obeys, type SettingRule } from "#common/setting-rules.ts";
import { commaSeparated, commonSettings, guidSetting, portSetting, wholeNumber } from "#common/settings.ts";
import { profiles } from "./sign-in/redirects.ts";
import { signInRules, signInSettings } from "./sign-in/sign-in-settings.ts";
import { personalTenantId, personalTenantProblem } from "./tenants/tenants-file-schema.ts";

const loopbackHosts = new Set(["localhost", "127.0.0.1", "[::1]"]);

const publicUrlProblem =
  "must be the exact URL with its path and without a trailing slash, such as https://mcp.example.com/mcp; " +
  "http only on a loopback host";

/** `MCP_PUBLIC_URL`: the exact URL that clients use, because they compare it, and Entra may, character by character. */
export const publicUrl = z.string().refine((text) => {
  const url = URL.parse(text);
  if (url === null || url.href !== text || url.pathname === "/" || text.endsWith("/")) return false;
  if (url.search !== "" || url.hash !== "" || url.username !== "") return false;
  return url.protocol === "https:" || (url.protocol === "http:" && loopbackHosts.has(url.hostname));
}, publicUrlProblem);

/**
 * `APP_ID_URI`: one of the Server app's `identifierUris`, at most 255 characters
 * (https://learn.microsoft.com/entra/identity-platform/reference-app-manifest).
 */
export const appIdUri = z
  .string()
  .max(255)
  .regex(/^(?:https|api):\/\/[\w.~:[\]-]+(?:\/[\w.~-]+)*$/, "must be an Application ID URI such as api://CLIENT-ID");

const guids = commaSeparated.pipe(z.array(guidSetting));

/** The tenants that may call. */
export const tenantIds = guids.refine((ids) => !ids.includes(personalTenantId), personalTenantProblem);

const origins = commaSeparated.pipe(
  z.array(z.string().refine((text) => URL.parse(text)?.origin === text, "must be origins such as https://claude.ai")),
);

const ipAddresses = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], {
  error: "must be IP addresses or CIDR ranges such as 203.0.113.64/28",
});

const settings = z.object({
  ...commonSettings,
  MCP_PUBLIC_URL: publicUrl.meta({
    section: "Access",
    description:
      "Exact URL that MCP clients use, with its path and without a trailing slash. It must be `https`; `http` is " +
      "accepted on a loopback host only.",
  }),
  APP_ID_URI: appIdUri.optional().meta({
    section: "Access",
    description:
      "Application ID URI of the Server app, which precedes the scope that clients request. Default: " +
      "`MCP_PUBLIC_URL`. With another one, most clients need `SIGN_IN_CLIENT_ID`. See `docs/entra.md`.",
    examples: ["api://00000000-0000-4000-8000-000000000000"],
  }),
  ALLOWED_TENANTS: tenantIds.default([]).meta({
    section: "Access",
    description: "Tenant IDs whose users may call, comma separated. Empty: every work or school tenant.",
  }),
  ALLOWED_CLIENTS: guids.default([]).meta({
    section: "Access",
    description:
      "Client IDs (`azp`) of the apps in Entra that may call, comma separated. Empty: every app with the scope. With " +
      "`SIGN_IN_CLIENT_ID`, it must contain that ID.",
  }),
  ALLOWED_ASSISTANTS: commaSeparated
    .pipe(z.array(z.enum(profiles)))
    .default([])
    .meta({
      section: "Access",
      description:
        "Assistants that people may sign in with at the connector, comma separated: `loopback` (every program on " +
        "their own machine), `claude`, `chatgpt`, `cursor`, `copilot-studio`, `vscode-dev`, and `operator` (those of " +
        "`SIGN_IN_REDIRECTS`). Empty: all. See `docs/tenants.md`.",
      examples: ["claude,loopback"],
    }),
  ALLOW_GUESTS: z.enum(["on", "off"]).default("off").meta({
    section: "Access",
    description: "Whether guest users of a tenant may call: `on` or `off`.",
  }),
  ALLOW_AGENTS: z.enum(["on", "off"]).default("off").meta({
    section: "Access",
    description: "Whether agent identities that act on behalf of a user may call: `on` or `off`.",
  }),
  TENANTS_FILE: z
    .string()
    .min(1)
    .optional()
    .meta({
      section: "Access",
      description:
        "YAML file with the tenants, their clients, tools and limits, reloaded when it changes. Its last line is " +
        "`...`. It replaces `ALLOWED_TENANTS`, `ALLOWED_CLIENTS`, `ALLOWED_ASSISTANTS`, `ALLOW_GUESTS` and " +
        "`ALLOW_AGENTS`. See `docs/tenants.md`.",
      examples: ["/etc/m365-connector/tenants/tenants.yml"],
    }),
  ALLOWED_ORIGINS: origins.default([]).meta({
    section: "Access",
    description:
      "Browser origins that may call, comma separated. A request without an `Origin` header passes this check.",
  }),
  EGRESS_ADDRESSES: commaSeparated
    .pipe(z.array(ipAddresses).max(100))
    .default([])
    .meta({
      section: "Access",
      description:
        "IP addresses and CIDR ranges from which gateways and workers reach Entra, comma separated. The page for " +
        "admins (`/admin`), which everybody can open, shows them for Conditional Access; nothing else uses them.",
      examples: ["203.0.113.10,203.0.113.64/28"],
    }),
  HELP_URL: z
    .url({ protocol: /^https?$/, error: "must be an http or https URL" })
    .refine((text) => !text.includes("#"), "must have no fragment")
    .optional()
    .meta({
      section: "Access",
      description:
        "Where you show people `docs/troubleshooting.md`. Pages that say what went wrong link to their row there. " +
        "If not set: they name the code only.",
      examples: ["https://help.example.com/m365/troubleshooting"],
    }),
  HOST: z.string().min(1).default("0.0.0.0").meta({
    section: "Network",
    description: "Listen address for MCP clients.",
  }),
  PORT: portSetting.default(8080).meta({
    section: "Network",
    description: "Listen port for MCP clients.",
  }),
  CALL_TIMEOUT_MS: wholeNumber(1_000, 300_000).default(25_000).meta({
    section: "Calls and workers",
    description: "Deadline of a call, in milliseconds.",
  }),
  QUEUE_WAIT_MS: wholeNumber(100, 60_000).default(2_000).meta({
    section: "Calls and workers",
    description: "Longest time that a call waits in the queue before a worker starts it, in milliseconds.",
  }),
  MAX_CALLS_PER_USER: wholeNumber(1, 10_000).default(32).meta({
    section: "Calls and workers",
    description:
      "Calls that one user may have in flight, across all gateways. The tenants file can override it per tenant.",
  }),
  MAX_CALLS_PER_TENANT: wholeNumber(1, 100_000).default(500).meta({
    section: "Calls and workers",
    description:
      "Calls that one tenant may have in flight, across all gateways. The tenants file can override it per tenant.",
  }),
  MAX_REQUEST_RATE_PER_USER: wholeNumber(1, 100_000)
    .default(50)
    .meta({
      section: "Calls and workers",
      description:
        "Requests of any kind per second that one user may send to one gateway; four times as many at once after a " +
        "pause.",
    }),
  ...signInSettings,
  AUDIT_LOG: z.enum(["stdout", "file", "off"]).default("stdout").meta({
    section: "Logs and audit",
    description: "Destination of the audit log: `stdout`, `file` or `off`. See `docs/audit.md`.",
  }),
  AUDIT_FILE: z
    .string()
    .min(1)
    .optional()
    .meta({
      section: "Logs and audit",
      description: "File for `AUDIT_LOG=file`, one per gateway process. Lines are appended; log rotation is detected.",
      examples: ["/var/log/m365-connector/audit.jsonl"],
    }),
  AUDIT_IDS: z.enum(["pseudonym", "plain"]).default("pseudonym").meta({
    section: "Logs and audit",
    description: "How audit lines identify users and tenants: `pseudonym`, or `plain` for their Entra IDs.",
  }),
  AUDIT_KEY: z
    .string()
    .min(16, "must have at least 16 characters")
    .optional()
    .meta({
      section: "Logs and audit",
      description:
        "Key of the pseudonyms and of the audit chain: at least 16 random characters. If unset, it is derived from " +
        "the first sealing key; then replacing that key changes all pseudonyms, and every worker could forge audit " +
        "lines.",
      examples: ["at-least-16-characters"],
    }),
});

type Rule = SettingRule<z.output<typeof settings>>;

const withTenantsFile = "can't be set beside TENANTS_FILE: say it there";

/** What the tenants file replaces may not be set beside it: two sources could contradict each other. */
const tenantsFileRules: readonly Rule[] = [
  ...(["ALLOWED_TENANTS", "ALLOWED_CLIENTS", "ALLOWED_ASSISTANTS"] as const).map((name): Rule => {
    return [name, (read) => read.TENANTS_FILE !== undefined && read[name].length > 0, withTenantsFile];
  }),
  ...(["ALLOW_GUESTS", "ALLOW_AGENTS"] as const).map((name): Rule => {
    return [name, (read) => read.TENANTS_FILE !== undefined && read[name] === "on", withTenantsFile];
  }),
];

const auditRule: Rule = [
  "AUDIT_FILE",
  ({ AUDIT_LOG, AUDIT_FILE }) => AUDIT_LOG === "file" && AUDIT_FILE === undefined,
  "is required with AUDIT_LOG=file",
];

/** Names that a gateway takes in a file of settings. */
export const gatewaySettingNames: readonly string[] = Object.keys(settings.shape);

/** The gateway's settings, parsed from its environment. */
export const gatewaySettings = settings
  .check(obeys<z.output<typeof settings>>([...redisRules, auditRule, ...signInRules, ...tenantsFileRules]))
  .transform((read) => ({
    ...read,
    APP_ID_URI: read.APP_ID_URI ?? read.MCP_PUBLIC_URL,
    AZURE_AUTHORITY_HOST: read.AZURE_AUTHORITY_HOST ?? clouds[read.AZURE_CLOUD].authorityHost,
  }));

export type GatewaySettings = z.output<typeof gatewaySettings>;
