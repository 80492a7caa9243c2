import { randomUUID } from "node:crypto";
import type { AddressInfo } from "node:net";
import { type Caller, nameOfCall } from "#common/call.ts";
import { createLogger } from "#common/logger.ts";
import { createMetrics } from "#common/metrics.ts";
import { textBlock } from "#common/queue/protocol.ts";
import { untraced } from "#common/tracing/trace.ts";
import { createLocalAdmission } from "#gateway/admission/shared-admission.ts";
import { buildGateway } from "#gateway/app.ts";
import { openAudit } from "#gateway/audit/open-audit.ts";
import type { TokenValidator } from "#gateway/auth/token-validator.ts";
import { createCallTool } from "#gateway/call-tool.ts";
import { gatewayMetrics } from "#gateway/gateway-metrics.ts";
import { createCallOpener } from "#gateway/open-call.ts";
import type { RunQueued } from "#gateway/queue/run-queued.ts";
import { newSealingKey } from "#test/support/sealing-key.ts";
import { tenantPolicies } from "#test/support/tenant-policies.ts";
import { unlimitedRequests } from "#test/support/unlimited-requests.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import type { FixtureTool } from "./fixture-tools.ts";

export type FixtureGateway = Awaited<ReturnType<typeof startFixtureGateway>>;

const caller: Caller = {
  tenantId: randomUUID(),
  userId: randomUUID(),
  clientId: randomUUID(),
  scopes: ["access_as_user"],
  expiresAtSeconds: Math.floor(Date.now() / 1_000) + 3_600,
  understandsClaims: true,
};

/** Takes exactly one token, without Entra. */
function validatorOf(token: string): TokenValidator {
  return {
    validate: async (bearerToken) =>
      bearerToken === token
        ? { ok: true, caller, notBeforeSeconds: 0, isGuest: false, isAgent: false, isAdmin: false }
        : { ok: false, refusal: { reason: "malformed_token" } },
  };
}

/** Runs a tool here and now, in place of the queue and a worker. Fixture tools use nothing but progress. */
function runHere(tools: readonly FixtureTool[]): RunQueued {
  return async ({ call, onSignedIn, onProgress }) => {
    const name = nameOfCall(call);
    const fixture = tools.find(({ tool }) => tool.name === name);
    if (fixture === undefined) throw new Error(`${name} is not in the catalog`);
    onSignedIn?.();
    const reportProgress: ToolContext["reportProgress"] = (progress) => onProgress?.(progress);
    const output = await fixture.run({ reportProgress } as ToolContext);
    return [Buffer.from(JSON.stringify([textBlock(output.text)]))];
  };
}

/**
 * The real gateway from its port to where it would queue a call, over tools of the test's own, in this process.
 * What is behind the queue is seen by the suite on the real stack.
 */
export async function startFixtureGateway(options: {
  tools: readonly FixtureTool[];
  allowedOrigins: readonly string[];
}) {
  const { tools, allowedOrigins } = options;
  const catalog = tools.map(({ tool }) => tool);
  /** The one that it takes. */
  const token = randomUUID();
  const policies = tenantPolicies();
  const { metrics } = createMetrics(gatewayMetrics);
  const limits = { perUser: 32, perTenant: 32 };
  const admission = createLocalAdmission({ limitsOf: () => limits, metrics });
  const logger = createLogger({ process: "fixture-gateway", level: "silent" });
  const settings = { AUDIT_LOG: "off", AUDIT_FILE: undefined, AUDIT_IDS: "pseudonym", AUDIT_KEY: token } as const;
  const sealingKeys = [newSealingKey()] as const;
  const audit = openAudit({ settings: { ...settings, SEALING_KEYS: sealingKeys }, metrics, logger, now: Date.now });
  const callOpener = createCallOpener({
    toolNames: catalog.map(({ name }) => name),
    callTimeoutMs: 25_000,
    refusalOf: () => undefined,
    newRequestId: randomUUID,
    redisNow: Date.now,
  });
  const askGrantedScopes = async () => undefined;
  const { app } = buildGateway({
    identity: {
      publicUrl: "http://localhost/mcp",
      appIdUri: "http://localhost/mcp",
      authorityHost: "https://login.invalid",
      policies,
    },
    allowedOrigins,
    validator: validatorOf(token),
    personRequests: unlimitedRequests,
    catalog,
    callOpener,
    callTool: createCallTool({
      catalog,
      policies,
      runQueued: runHere(tools),
      admission: { admit: async ({ caller }) => ({ priority: 1, leave: admission.admit(caller) }) },
      callOpener,
      askGrantedScopes,
      audit,
      metrics,
      logger,
      trace: untraced,
      queueWaitMs: 2_000,
      now: Date.now,
    }),
    callRegistry: { register: () => () => undefined, cancel: async () => undefined },
    askGrantedScopes,
    sentChallenges: { isFirst: async () => true },
    pages: {
      serverAppId: "00000000-0000-4000-8000-000000000000",
      graphBaseUrl: "https://graph.invalid",
      egressAddresses: [],
      helpUrl: undefined,
    },
    audit,
    metrics,
    logger,
  });
  await app.listen({ host: "127.0.0.1", port: 0 });
  const { port } = app.server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/mcp`, token, close: () => app.close() };
}
