import { Worker } from "node:worker_threads";
import type { Logger } from "#common/logger.ts";
import type { GatewaySettings } from "#gateway/config.ts";
import type { GatewayMetrics } from "#gateway/gateway-metrics.ts";
import { followTenantsFile, type LostTenant, pollEveryMs } from "./follow-tenants-file.ts";
import type { ParsedTenantsFile } from "./parse-tenants-file.ts";
import type { FileToParse } from "./parser-thread.ts";
import { policiesFromSettings, type TenantPolicies } from "./tenant-policy.ts";

interface TenantsFileParser {
  /** Parses one file at a time, within the limits of `parseInThread`. Never rejects. */
  parse(text: string, toolNames: readonly string[]): Promise<ParsedTenantsFile>;
  stop(): Promise<unknown>;
}

const ended: ParsedTenantsFile = { problems: ["can't be parsed any more: restart this process"] };

/**
 * Starts a thread that starts the threads in which files are parsed. After that, this one doesn't need the right to
 * start threads, by which code could get around Node's permission model.
 */
function startParser(): TenantsFileParser {
  const thread = new Worker(new URL("./parser-thread.ts", import.meta.url));
  const { promise: end, resolve: onEnd } = Promise.withResolvers<ParsedTenantsFile>();
  thread.on("error", () => onEnd(ended));
  thread.on("exit", () => onEnd(ended));
  thread.unref();
  return {
    async parse(text, toolNames) {
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
  const {
    TENANTS_FILE: path,
    ALLOWED_TENANTS,
    ALLOWED_CLIENTS,
    ALLOWED_ASSISTANTS,
    ALLOW_GUESTS,
    ALLOW_AGENTS,
  } = settings;
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
    allowedTenants: ALLOWED_TENANTS,
    allowedClients: ALLOWED_CLIENTS,
    allowedAssistants: ALLOWED_ASSISTANTS,
    allowsGuests: ALLOW_GUESTS === "on",
    allowsAgents: ALLOW_AGENTS === "on",
    limits,
  });
  return { policies, suspendedAtStart: new Set(), follow: () => undefined, stop: () => undefined };
}
