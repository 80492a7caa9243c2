import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { Ask } from "#common/doctor/ask.ts";
import { type Finding, notChecked, ok, problem, unknown } from "#common/doctor/check.ts";
import { type OpenRedis, silentLogger } from "#common/doctor/redis-checks.ts";
import { keyRingFinding } from "#common/doctor/shared-checks.ts";
import { createMetrics } from "#common/metrics.ts";
import { StartProblem } from "#common/run-main.ts";
import { catalog } from "#common/tools/catalog.ts";
import { auditUnwritable } from "#gateway/audit/open-audit.ts";
import { directSignInProblem, type ResourceIdentity } from "#gateway/auth/resource-identity.ts";
import type { GatewaySettings } from "#gateway/config.ts";
import { gatewayMetrics } from "#gateway/gateway-metrics.ts";
import { unusedSignInKeys } from "#gateway/sign-in/sign-in-server.ts";
import { openTenantPolicies } from "#gateway/tenants/open-tenant-policies.ts";
import type { TenantPolicies } from "#gateway/tenants/tenant-policy.ts";
import type { Person, SignInEnd } from "./sign-in-once.ts";

/** What the checks of a gateway share, and what earlier ones found for later ones. */
export interface GatewayContext {
  settings: GatewaySettings;
  ask: Ask;
  /** Unix milliseconds. */
  now: () => number;
  /** Whether the gateway and its workers don't run yet. */
  isBeforeStart: boolean;
  /** Who signs in once; undefined: nobody. */
  person?: (Person & { withinMs: number }) | undefined;
  signInEnd?: SignInEnd;
  redis?: OpenRedis;
  policies?: TenantPolicies;
  toEntraMs?: number | undefined;
}

/** How the server presents itself, as `gateway/start-gateway.ts` makes it. */
export function identityOf({ settings, policies }: GatewayContext): ResourceIdentity {
  if (policies === undefined) throw new Error("the tenants were not read");
  return {
    authorityHost: settings.AZURE_AUTHORITY_HOST,
    policies,
    publicUrl: settings.MCP_PUBLIC_URL,
    appIdUri: settings.APP_ID_URI,
    hasSignIn: settings.SIGN_IN_CLIENT_ID !== undefined,
  };
}

/** Reads the tenants as the start does. */
export async function tenantsFinding(context: GatewayContext): Promise<Finding> {
  const { settings } = context;
  const { metrics } = createMetrics(gatewayMetrics);
  try {
    const opened = await openTenantPolicies({
      settings,
      toolNames: catalog.map(({ name }) => name),
      metrics,
      logger: silentLogger(),
    });
    opened.stop();
    context.policies = opened.policies;
  } catch (error) {
    if (!(error instanceof StartProblem)) throw error;
    return problem(error.message, "docs/tenants.md describes the file.");
  }
  if (settings.TENANTS_FILE !== undefined) return ok(`as ${settings.TENANTS_FILE} has them`);
  const count = settings.ALLOWED_TENANTS.length;
  return ok(count === 0 ? "every work or school tenant" : `${count} in ALLOWED_TENANTS`);
}

export function signInKeysFinding({ settings }: GatewayContext): Finding {
  const { SIGN_IN_KEYS: ring } = settings;
  const unused = unusedSignInKeys(settings);
  if (unused !== undefined) return unknown(unused, "docs/clients.md describes both ways to sign in.");
  return ring === undefined
    ? notChecked("SIGN_IN_CLIENT_ID isn't set: clients sign in at Entra")
    : keyRingFinding(ring);
}

/** Whether `audit/file-sink.ts` will be able to open its file; nothing is created. */
export async function auditFinding({ settings }: GatewayContext): Promise<Finding> {
  const { AUDIT_LOG: log, AUDIT_FILE: file } = settings;
  if (log !== "file" || file === undefined) return ok(log);
  const fix = `Let this user write ${file}, or name another AUDIT_FILE.`;
  const found = await stat(file).catch(() => undefined);
  if (found?.isDirectory() === true) return problem(`${auditUnwritable}: AUDIT_FILE is a folder`, fix);
  const { R_OK, W_OK } = constants;
  const isWritable = access(found === undefined ? dirname(file) : file, R_OK | W_OK);
  return await isWritable.then(
    () => ok(file),
    () => problem(auditUnwritable, fix),
  );
}

/** Whether clients, and Entra, know the server by names that fit together. */
export function addressFinding(context: GatewayContext): Finding {
  const { MCP_PUBLIC_URL: url, APP_ID_URI: appIdUri, AZURE_CLIENT_ID: clientId } = context.settings;
  const direct = directSignInProblem(identityOf(context));
  if (direct !== undefined) return problem(`${direct}.`, "docs/clients.md describes both ways to sign in.");
  const named = /^api:\/\/([0-9a-f-]{36})$/i.exec(appIdUri)?.[1]?.toLowerCase();
  if (named !== undefined && named !== clientId) {
    return unknown(
      `APP_ID_URI names ${named}, and AZURE_CLIENT_ID is another app`,
      "Compare APP_ID_URI with the Server app in Entra: Expose an API, Application ID URI.",
    );
  }
  return ok(appIdUri === url ? url : `${url}, and to Entra ${appIdUri}`);
}
