import { type Ask, createAsk } from "#common/doctor/ask.ts";
import {
  type Check,
  type CheckResult,
  type Finding,
  notChecked,
  ok,
  problem,
  runChecks,
} from "#common/doctor/check.ts";
import { redisChecks } from "#common/doctor/redis-checks.ts";
import type { PartReport } from "#common/doctor/run-part.ts";
import {
  clockFinding,
  findEntra,
  keyPrints,
  keyRingFinding,
  notYet,
  portsFinding,
  proxyFinding,
  readyFinding,
  settingsComplete,
  strangeAnswer,
  wrongSettings,
} from "#common/doctor/shared-checks.ts";
import { proxyFor } from "#common/proxy-settings.ts";
import { createRedisTime } from "#common/queue/redis-time.ts";
import { readSettings, settingsFileProblems } from "#common/settings.ts";
import { catalog } from "#common/tools/catalog.ts";
import { workloads } from "#common/workload.ts";
import { followFleet } from "#gateway/admission/fleet.ts";
import { readSigningKeySet, signingKeysMissing, signingKeysUrl } from "#gateway/auth/signing-keys.ts";
import { gatewaySettingNames, gatewaySettings } from "#gateway/config.ts";
import { createEntraFetch } from "#gateway/entra-fetch.ts";
import { permissionsFor } from "#gateway/registrations/needed-permissions.ts";
import { ruleAgainstTool } from "#gateway/tenants/tenant-policy.ts";
import { challengeFinding, documentsFinding, metadataFinding, signInMetadataFinding } from "./outside-checks.ts";
import {
  addressFinding,
  auditFinding,
  type GatewayContext,
  signInKeysFinding,
  tenantsFinding,
} from "./settings-checks.ts";
import { claimsOf, signInFinding } from "./sign-in-checks.ts";
import type { Person } from "./sign-in-once.ts";

/** Enough to find a wrong cloud or a slip of the pen. */
const maxTenants = 10;

async function entraFinding(context: GatewayContext): Promise<Finding> {
  const { settings, policies, ask } = context;
  const only = policies?.onlyTenant();
  const listed = only === undefined ? settings.ALLOWED_TENANTS.slice(0, maxTenants) : [only];
  const tenants = listed.length === 0 ? ["organizations"] : listed;
  const { finding, offsetMs } = await findEntra(ask, settings.AZURE_AUTHORITY_HOST, tenants);
  context.toEntraMs = offsetMs;
  return finding;
}

async function signingKeysFinding({ settings, ask }: GatewayContext): Promise<Finding> {
  const url = signingKeysUrl(settings.AZURE_AUTHORITY_HOST);
  const asked = await ask(url);
  const strange = strangeAnswer(asked, "Entra", url);
  if (strange !== undefined) return { ...strange, says: `${signingKeysMissing}: ${strange.says}` };
  if ("failure" in asked) return notChecked(asked.failure);
  return await readSigningKeySet(asked.text).then(
    ({ size }) => ok(`${size} keys`),
    () =>
      problem(`${signingKeysMissing}: none of them is usable`, "Does a proxy change the answers of Entra? Look at it."),
  );
}

/**
 * The permissions that the generated Server app has for these tools; by default for those that the tenant of who has
 * signed in, or else the only tenant, may use.
 */
export function wantedPermissions({ policies, signInEnd }: GatewayContext, tools?: readonly string[]): string[] {
  const signedIn = signInEnd !== undefined && "token" in signInEnd ? claimsOf(signInEnd.token).tid : undefined;
  const tenant = typeof signedIn === "string" ? signedIn : policies?.onlyTenant();
  const names = catalog.map(({ name }) => name);
  const mayUse = (name: string) =>
    policies === undefined || tenant === undefined || ruleAgainstTool(policies, { tenantId: tenant }, name) !== "tools";
  return [...permissionsFor(tools ?? names.filter(mayUse))];
}

/** Whether workers take what this gateway will queue. */
async function workersFinding({ redis: opened, isBeforeStart, now }: GatewayContext): Promise<Finding> {
  if (isBeforeStart) return notYet;
  if (opened === undefined) return notChecked("no connection");
  const { redis } = opened;
  const fleet = await followFleet({ redis, redisTime: await createRedisTime(redis, now), now });
  fleet.stop();
  const unserved = workloads.filter((workload) => fleet.slotsOf(workload) === undefined);
  if (unserved.length === 0) return ok(`${workloads.join(", ")} are served`);
  return problem(
    `no worker serves ${unserved.join(", ")}`,
    "Start workers (npm run start:workers) with the same Redis, and with these in WORKER_WORKLOADS.",
  );
}

/** How long a person may take for a sign-in with everything that Entra asks for. */
const personMs = 300_000;

/** Checks in the order in which a person fixes things. */
const checks: readonly Check<GatewayContext>[] = [
  { check: "sealing keys", needs: [], find: ({ settings }) => keyRingFinding(settings.SEALING_KEYS) },
  { check: "sign-in keys", needs: [], find: signInKeysFinding },
  { check: "tenants", needs: [], find: tenantsFinding },
  { check: "audit log", needs: [], find: auditFinding },
  ...redisChecks,
  {
    check: "proxy",
    needs: [],
    find: ({ settings }) => proxyFinding(settings, settings.AZURE_AUTHORITY_HOST),
  },
  { check: "entra", needs: ["tenants", "proxy"], find: entraFinding },
  { check: "entra's keys", needs: ["entra"], find: signingKeysFinding },
  { check: "clock", needs: [], find: ({ toEntraMs, redis }) => clockFinding(toEntraMs, redis?.offsetMs) },
  { check: "public address", needs: ["tenants"], find: addressFinding },
  { check: "metadata", needs: ["tenants", "proxy"], find: metadataFinding },
  { check: "sign-in metadata", needs: ["metadata"], find: signInMetadataFinding },
  { check: "client documents", needs: ["proxy"], find: documentsFinding },
  { check: "401 challenge", needs: ["metadata"], find: challengeFinding },
  { check: "workers", needs: ["redis"], find: workersFinding },
  {
    check: "ready",
    needs: ["audit log", "redis", "entra's keys", "clock"],
    find: ({ isBeforeStart, settings }) =>
      isBeforeStart
        ? portsFinding([
            { name: "PORT", host: settings.HOST, port: settings.PORT },
            { name: "OPS_PORT", host: settings.OPS_HOST, port: settings.OPS_PORT },
          ])
        : readyFinding("gateway", settings),
  },
  { check: "redirects", needs: ["sign-in metadata"], find: signInFinding("redirects"), limitMs: personMs },
  { check: "server app", needs: ["sign-in metadata"], find: signInFinding("server app") },
  { check: "consent", needs: ["sign-in metadata"], find: signInFinding("consent") },
  { check: "person", needs: ["sign-in metadata"], find: signInFinding("person") },
];

interface GatewayDoctorOptions {
  /** The gateway's environment: its settings, and nothing that they need beside. */
  environment: Readonly<Record<string, string | undefined>>;
  /** File of the settings, if its names are to be checked too. */
  settingsFile?: string | undefined;
  /** Whether the gateway and its workers don't run yet. */
  isBeforeStart?: boolean;
  /** Who signs in once, in a browser; without anybody, what only a sign-in shows is not checked. */
  person?: Person | undefined;
  /** Is given the token of who has signed in; without it, the token is thrown away. */
  onToken?: ((token: string) => void) | undefined;
  /** Tools that people should have; by default all that the tenant may use. */
  tools?: readonly string[] | undefined;
  /** Unix milliseconds. */
  now?: () => number;
  onResult?: (result: CheckResult) => void;
}

/** The gateway's own way out, also to its public address, which it asks as a client does. */
function askWith(settings: GatewayContext["settings"], now: () => number): Ask {
  const through = createEntraFetch(settings.HTTPS_PROXY);
  return createAsk((url, request) => (proxyFor(settings, url) === undefined ? fetch : through)(url, request), now);
}

/** Checks everything that a gateway with these settings needs. Changes nothing, and never rejects. */
export async function checkGateway(options: GatewayDoctorOptions): Promise<PartReport> {
  const { environment, isBeforeStart = false, now = Date.now, onResult = () => undefined, person } = options;
  const { settingsFile: file, onToken = () => undefined, tools } = options;
  const read = readSettings(gatewaySettings, environment);
  const foreign = file === undefined ? [] : settingsFileProblems(file, "gateway", gatewaySettingNames);
  const wrong = [...foreign, ...("problems" in read ? read.problems : [])];
  if (wrong.length > 0 || "problems" in read) {
    const results = [...wrongSettings(wrong, checks)];
    for (const result of results) onResult(result);
    return { results, shared: {} };
  }
  const { settings } = read;
  onResult(settingsComplete);
  const context: GatewayContext = { settings, ask: askWith(settings, now), now, isBeforeStart };
  if (person !== undefined) context.person = { ...person, withinMs: personMs - 5_000 };
  const results = await runChecks(checks, context, onResult);
  context.redis?.redis.disconnect();
  const { signInEnd } = context;
  if (signInEnd !== undefined && "token" in signInEnd) onToken(signInEnd.token);
  return {
    results: [settingsComplete, ...results],
    shared: {
      app: settings.AZURE_CLIENT_ID,
      entra: settings.AZURE_AUTHORITY_HOST,
      sealing: keyPrints(settings.SEALING_KEYS),
      ...(context.redis !== undefined && { redis: context.redis.runId }),
      tenant: context.policies?.onlyTenant() ?? settings.ALLOWED_TENANTS[0],
      permissions: wantedPermissions(context, tools),
      ops: `${settings.OPS_HOST}:${settings.OPS_PORT}`,
    },
  };
}
