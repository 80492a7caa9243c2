import { isDeepStrictEqual } from "node:util";
import { Worker } from "node:worker_threads";
import type { Logger } from "#common/logger.ts";
import { StartProblem } from "#common/run-main.ts";
import type { GatewaySettings } from "#gateway/config.ts";
import type { GatewayMetrics } from "#gateway/gateway-metrics.ts";
import type { ParsedTenantsFile } from "./parse-tenants-file.ts";
import type { FileToParse } from "./parser-thread.ts";
import { parseInThread, type Reading, readTenantsFile } from "./read-tenants-file.ts";
import {
  policiesFromFile,
  policiesFromSettings,
  type TenantLimits,
  type TenantPolicies,
  type TenantPolicy,
} from "./tenant-policy.ts";

const ended: ParsedTenantsFile = { problems: ["can't be parsed any more: restart this process"] };

/**
 * Starts a thread that starts the threads in which files are parsed. After that, this one doesn't need the right to
 * start threads, by which code could get around Node's permission model.
 */
function startParser() {
  const thread = new Worker(new URL("./parser-thread.ts", import.meta.url));
  const { promise: end, resolve: onEnd } = Promise.withResolvers<ParsedTenantsFile>();
  thread.on("error", () => onEnd(ended));
  thread.on("exit", () => onEnd(ended));
  thread.unref();
  return {
    /** Parses one file at a time, within the limits of `parseInThread`. Never rejects. */
    async parse(text: string, toolNames: readonly string[]): Promise<ParsedTenantsFile> {
      const { promise, resolve } = Promise.withResolvers<ParsedTenantsFile>();
      thread.once("message", resolve);
      thread.ref();
      thread.postMessage({ text, toolNames } satisfies FileToParse);
      return await Promise.race([promise, end]).finally(() => thread.unref());
    },
    stop: () => thread.terminate(),
  };
}

export interface OpenTenantPolicies {
  policies: TenantPolicies;
  /** Tenants that are listed, but suspended, when the gateway starts. */
  suspendedAtStart: ReadonlySet<string>;
  /** Follows the changes of the file from now on. @param onLost called with the tenants that may not call any more */
  follow(onLost: (tenants: readonly LostTenant[]) => void): void;
  stop(): void;
}

/**
 * The tenant policies of this gateway, from the tenants file (and its later changes) or, without one, from the
 * settings.
 * @throws `StartProblem` for an invalid file
 */
export async function openTenantPolicies(options: {
  settings: GatewaySettings;
  toolNames: readonly string[];
  metrics: GatewayMetrics;
  logger: Logger;
}): Promise<OpenTenantPolicies> {
  const { settings, toolNames, metrics, logger } = options;
  const { TENANTS_FILE: path } = settings;
  const limits = { perUser: settings.MAX_CALLS_PER_USER, perTenant: settings.MAX_CALLS_PER_TENANT };
  if (path !== undefined) {
    const parser = startParser();
    const { policies, suspendedAtStart, poll } = await followTenantsFile({
      path,
      toolNames,
      limits,
      signInClientId: settings.SIGN_IN_CLIENT_ID,
      metrics,
      logger,
      parseText: parser.parse,
    });
    let timer: NodeJS.Timeout | undefined;
    return {
      policies,
      suspendedAtStart,
      follow(onLost) {
        timer = setInterval(async () => {
          const lost = await poll();
          if (lost.length > 0) onLost(lost);
        }, pollEveryMs);
      },
      stop() {
        clearInterval(timer);
        void parser.stop();
      },
    };
  }
  const policies = policiesFromSettings({
    allowedTenants: settings.ALLOWED_TENANTS,
    allowedClients: settings.ALLOWED_CLIENTS,
    allowedAssistants: settings.ALLOWED_ASSISTANTS,
    allowsGuests: settings.ALLOW_GUESTS === "on",
    allowsAgents: settings.ALLOW_AGENTS === "on",
    limits,
  });
  return { policies, suspendedAtStart: new Set(), follow: () => undefined, stop: () => undefined };
}

/** How often the file is read. A change takes effect when two consecutive reads are identical. */
const pollEveryMs = 500;
/** A file that could not be parsed in time is parsed again after this many polls: the machine may have been busy. */
export const retryAfterPolls = 60;

/** A rule that keeps nobody out must not look as if it did. */
const assistantsWithoutSignIn =
  "assistants have no effect without SIGN_IN_CLIENT_ID: where clients sign in at Entra, `clients` names their apps";

/** A tenant that could call, and may not any more. */
export interface LostTenant {
  tenantId: string;
  reason: "removed" | "suspended";
}

/**
 * Reads the tenants file and follows its changes by content, so that it doesn't matter whether it is written in place,
 * replaced by an editor, or switched by Kubernetes through a symbolic link. Content takes effect once it has been read
 * twice, so that a half-written file is not mistaken for one with fewer tenants. An invalid file only raises the alert.
 * @throws `StartProblem` if the file is invalid at start-up
 */
export async function followTenantsFile(options: {
  path: string;
  toolNames: readonly string[];
  /** Used where the file sets no limits. */
  limits: TenantLimits;
  /** Client ID of everybody who signs in at this server; undefined if they sign in at Entra itself. */
  signInClientId?: string | undefined;
  metrics: Pick<GatewayMetrics, "tenants" | "tenantsFileBroken">;
  logger: Logger;
  parseText?: (text: string, toolNames: readonly string[]) => Promise<ParsedTenantsFile>;
}) {
  const { path, toolNames, limits, signInClientId, metrics, logger, parseText = parseInThread } = options;

  async function parse(reading: Reading): Promise<ParsedTenantsFile> {
    if (!("text" in reading)) return { problems: [reading.problem] };
    const parsed = await parseText(reading.text, toolNames);
    if ("problems" in parsed || signInClientId !== undefined) return parsed;
    const rules = [parsed.file.defaults, ...parsed.file.tenants];
    return rules.some((rule) => rule?.assistants !== undefined) ? { problems: [assistantsWithoutSignIn] } : parsed;
  }

  /** Perhaps intended; if not, nothing else explains why calls after every sign-in are refused. */
  function warnIfSignInIsExcluded(policies: readonly TenantPolicy[]): void {
    if (signInClientId === undefined) return;
    const excluding = policies.filter(({ suspended, clients }) => !suspended && clients?.has(signInClientId) === false);
    if (excluding.length === 0) return;
    const problem = `${excluding.length} of ${policies.length} tenants have clients without SIGN_IN_CLIENT_ID`;
    logger.warn({ component: "tenants-file", problem }, "their users can't use what they signed in to");
  }

  function apply(parsed: Extract<ParsedTenantsFile, { file: unknown }>) {
    const policies = policiesFromFile(parsed.file, limits);
    const suspended = policies.all.filter((policy) => policy.suspended !== undefined).length;
    metrics.tenants.set({ state: "suspended" }, suspended);
    metrics.tenants.set({ state: "enabled" }, policies.all.length - suspended);
    warnIfSignInIsExcluded(policies.all);
    return policies;
  }

  let handled = await readTenantsFile(path);
  const first = await parse(handled);
  if ("problems" in first) throw new StartProblem(first.problems.map((problem) => `TENANTS_FILE: ${problem}`));
  let current = apply(first);
  const { suspended: suspendedAtStart } = current;
  let seenBefore = handled;
  let isPolling = false;
  let pollsUntilRetry = Number.POSITIVE_INFINITY;

  function change(next: typeof current): LostTenant[] {
    const lost = [...current.enabled].filter((tenantId) => !next.enabled.has(tenantId));
    current = next;
    return lost.map((tenantId) => ({ tenantId, reason: next.suspended.has(tenantId) ? "suspended" : "removed" }));
  }

  async function pollOnce(): Promise<readonly LostTenant[]> {
    const reading = await readTenantsFile(path);
    const isSettled = isDeepStrictEqual(reading, seenBefore);
    seenBefore = reading;
    pollsUntilRetry -= 1;
    if (!isSettled || (isDeepStrictEqual(reading, handled) && pollsUntilRetry > 0)) return [];
    handled = reading;
    const parsed = await parse(reading);
    pollsUntilRetry = "problems" in parsed && parsed.isUnfinished ? retryAfterPolls : Number.POSITIVE_INFINITY;
    metrics.tenantsFileBroken.set("problems" in parsed ? 1 : 0);
    if ("problems" in parsed) {
      for (const problem of parsed.problems) {
        logger.error(
          { component: "tenants-file", problem },
          "TENANTS_FILE is broken: the last valid version stays in use",
        );
      }
      return [];
    }
    const lost = change(apply(parsed));
    logger.info({ component: "tenants-file" }, "TENANTS_FILE was reloaded");
    return lost;
  }

  /** Always those of the last valid file. */
  const policies: TenantPolicies = {
    policyOf: (tenantId) => current.policyOf(tenantId),
    limitsOf: (tenantId) => current.limitsOf(tenantId),
    onlyTenant: () => current.onlyTenant(),
    anyAllows: (assistant) => current.anyAllows(assistant),
  };
  return {
    policies,
    /** The tenants that were suspended when the file was first read. */
    suspendedAtStart,
    /** Reads the file and applies it if it has changed and is valid. Gives the tenants lost by that. Never rejects. */
    async poll(): Promise<readonly LostTenant[]> {
      if (isPolling) return [];
      isPolling = true;
      return await pollOnce().finally(() => {
        isPolling = false;
      });
    },
  };
}
