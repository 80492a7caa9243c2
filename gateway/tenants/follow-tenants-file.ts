import { isDeepStrictEqual } from "node:util";
import type { Logger } from "#common/logger.ts";
import { StartProblem } from "#common/run-main.ts";
import type { GatewayMetrics } from "#gateway/gateway-metrics.ts";
import type { ParsedTenantsFile } from "./parse-tenants-file.ts";
import { parseApart, type Reading, readTenantsFile } from "./read-tenants-file.ts";
import { policiesFromFile, type TenantLimits, type TenantPolicies, type TenantPolicy } from "./tenant-policy.ts";

/** How often the file is looked at. A change counts from the second look that sees it. */
export const lookEveryMs = 500;
/** A file that could not be read through is tried again after so many looks: the machine may just have been busy. */
export const retryAfterLooks = 60;

export interface FollowedTenantsFile {
  /** Always those of the last good file. */
  policies: TenantPolicies;
  /** Looks whether the file has changed, and takes it over if it is good. Never rejects. */
  look(): Promise<void>;
}

/**
 * Reads the tenants file and follows its changes by content, so that it does not matter whether somebody writes into
 * it, an editor replaces it or Kubernetes turns a symbolic link. Content counts when it was seen twice, so that a file
 * that is half written is not taken for one with fewer tenants. A broken file changes nothing but the alarm.
 * @throws `StartProblem` when the file is broken at the start
 */
export async function followTenantsFile(options: {
  path: string;
  toolNames: readonly string[];
  /** Where the file says none. */
  limits: TenantLimits;
  /** The client that everybody is who signs in through the OAuth shim; undefined while it is off. */
  shimClientId?: string | undefined;
  metrics: Pick<GatewayMetrics, "tenants" | "tenantsFileBroken">;
  logger: Logger;
  parseText?: typeof parseApart;
}): Promise<FollowedTenantsFile> {
  const { path, toolNames, limits, shimClientId, metrics, logger, parseText = parseApart } = options;

  async function parse(reading: Reading): Promise<ParsedTenantsFile> {
    return "text" in reading ? await parseText(reading.text, toolNames) : { problems: [reading.problem] };
  }

  /** It may be meant so; if not, nobody else would learn why every sign-in ends with a refusal. */
  function warnOfShutShim(policies: readonly TenantPolicy[]): void {
    if (shimClientId === undefined) return;
    const shut = policies.filter(({ suspended, clients }) => !suspended && clients?.has(shimClientId) === false);
    if (shut.length === 0) return;
    const problem = `${shut.length} of ${policies.length} tenants have clients without OAUTH_SHIM_CLIENT_ID`;
    logger.warn({ component: "tenants-file", problem }, "their people can't come through the OAuth shim");
  }

  function take(parsed: Extract<ParsedTenantsFile, { file: unknown }>) {
    const policies = policiesFromFile(parsed.file, limits);
    const suspended = policies.all.filter((policy) => policy.suspended !== undefined).length;
    metrics.tenants.set({ state: "suspended" }, suspended);
    metrics.tenants.set({ state: "enabled" }, policies.all.length - suspended);
    warnOfShutShim(policies.all);
    return policies;
  }

  let handled = await readTenantsFile(path);
  const first = await parse(handled);
  if ("problems" in first) throw new StartProblem(first.problems.map((problem) => `TENANTS_FILE: ${problem}`));
  let current = take(first);
  let seenBefore = handled;
  let isLooking = false;
  let looksToRetry = Number.POSITIVE_INFINITY;

  async function lookOnce(): Promise<void> {
    const reading = await readTenantsFile(path);
    const isSettled = isDeepStrictEqual(reading, seenBefore);
    seenBefore = reading;
    looksToRetry -= 1;
    if (!isSettled || (isDeepStrictEqual(reading, handled) && looksToRetry > 0)) return;
    handled = reading;
    const parsed = await parse(reading);
    looksToRetry = "problems" in parsed && parsed.isUnsure ? retryAfterLooks : Number.POSITIVE_INFINITY;
    metrics.tenantsFileBroken.set("problems" in parsed ? 1 : 0);
    if ("problems" in parsed) {
      for (const problem of parsed.problems) {
        logger.error(
          { component: "tenants-file", problem },
          "TENANTS_FILE is broken: the last good one stays in force",
        );
      }
      return;
    }
    current = take(parsed);
    logger.info({ component: "tenants-file" }, "TENANTS_FILE was read anew");
  }

  return {
    policies: {
      policyOf: (tenantId) => current.policyOf(tenantId),
      limitsOf: (tenantId) => current.limitsOf(tenantId),
      onlyTenant: () => current.onlyTenant(),
    },
    async look() {
      if (isLooking) return;
      isLooking = true;
      await lookOnce().finally(() => {
        isLooking = false;
      });
    },
  };
}
