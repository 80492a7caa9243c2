import { randomUUID } from "node:crypto";
import type { AddressInfo } from "node:net";
import { createLogger, describeError, type Logger } from "#common/logger.ts";
import { createMetrics } from "#common/metrics.ts";
import { startOpsServer } from "#common/ops-server.ts";
import { proxyFor } from "#common/proxy-settings.ts";
import { createEndMessages, createOffBoardingMessages } from "#common/queue/end-messages.ts";
import { connectRedis } from "#common/queue/redis.ts";
import { awaitRedis, connectionProblems, watchRedis } from "#common/queue/redis-health.ts";
import { createRedisOutage } from "#common/queue/redis-outage.ts";
import { redisTarget } from "#common/queue/redis-settings.ts";
import { createRedisTime, lookRegularly, watchClock } from "#common/queue/redis-time.ts";
import { dropRight, warnIfUnrestricted } from "#common/rights/restrict-process.ts";
import { settingsFileOf } from "#common/rights/settings-file.ts";
import { runMain, StartProblem, shutDownOnSignal } from "#common/run-main.ts";
import { readSettings, settingsFileProblems, warnIfOthersRead } from "#common/settings.ts";
import { catalog } from "#common/tools/catalog.ts";
import { startTracing, type Tracing } from "#common/tracing/start-tracing.ts";
import { followFleet } from "./admission/fleet.ts";
import { createPersonRequests } from "./admission/local-limits.ts";
import { createRetrievals, createServiceTimes, createSharedAdmission } from "./admission/shared-admission.ts";
import { buildGateway } from "./app.ts";
import { createAskGrantedScopes } from "./ask-granted-scopes.ts";
import { auditUnwritable, openAudit } from "./audit/open-audit.ts";
import { tenantRefusal } from "./auth/policy-refusal.ts";
import { createSigningKeys, signingKeysMissing } from "./auth/signing-keys.ts";
import { createTokenValidator, createVerifiedTokenCache } from "./auth/token-validator.ts";
import { createCallTool } from "./call-tool.ts";
import { compositeNames } from "./composites/composites.ts";
import { type GatewaySettings, gatewaySettingNames, gatewaySettings } from "./config.ts";
import { createEntraFetch, type EntraFetch } from "./entra-fetch.ts";
import { gatewayMetrics } from "./gateway-metrics.ts";
import { createCallRegistry } from "./mcp/call-registry.ts";
import { createSentChallenges } from "./mcp/serve-call.ts";
import { createCallOpener } from "./open-call.ts";
import { pageSettings } from "./pages/page-site.ts";
import { openReplyInbox } from "./queue/reply-inbox.ts";
import { createRunQueued } from "./queue/run-queued.ts";
import { createToolQueue } from "./queue/tool-queue.ts";
import { openSignIn, unusedSignInKeys } from "./sign-in/sign-in-server.ts";
import { offBoardTenants } from "./tenants/off-board-tenants.ts";
import { openTenantPolicies } from "./tenants/open-tenant-policies.ts";
import { isTenantEnabled } from "./tenants/tenant-policy.ts";

interface RunningGateway {
  /** Accepts no more calls, waits for those in flight, and removes what this gateway has in Redis. */
  stop(): Promise<void>;
}

/**
 * Builds the real parts from settings, in the order in which they need each other, and listens.
 * @throws `StartProblem` when Redis is unsuitable or the tenants file is invalid
 */
async function startGateway(options: {
  settings: GatewaySettings;
  logger: Logger;
  tracing: Tracing;
  gatewayId: string;
  fetch: EntraFetch;
  now: () => number;
}): Promise<RunningGateway> {
  const { settings, logger, gatewayId, fetch, now } = options;
  const { OPS_HOST: host } = settings;
  const { trace, isOn: hasExemplars } = options.tracing;
  const { registry, metrics } = createMetrics(gatewayMetrics, { hasExemplars });
  const toolNames = catalog.map(({ name }) => name);
  const tenants = await openTenantPolicies({ settings, toolNames, metrics, logger });
  dropRight(process, "worker");
  const { policies } = tenants;
  const target = redisTarget(settings);
  const outage = createRedisOutage(logger);
  const ops = await startOpsServer({ process: "gateway", host, port: settings.OPS_PORT, registry, metrics });
  const connect = (role: "request" | "listener") => connectRedis({ target, role, outage });
  const [redis, inboxListener, cancelListener] = [connect("request"), connect("listener"), connect("listener")];
  const isStrict = settings.REDIS_STRICT === "on";
  ops.setReadiness(() => ["starting", ...connectionProblems(redis)]);
  const found = await awaitRedis(redis, { target, isStrict, logger });
  const redisTime = await createRedisTime(redis, now, (seconds) => metrics.redisRoundTripSeconds.observe(seconds));
  const clock = watchClock(redisTime, logger);
  const clockLooks = lookRegularly(clock);
  const health = watchRedis({ redis, found, isStrict, outage, logger, onReturn: clockLooks.look });

  const { AZURE_AUTHORITY_HOST: authorityHost, SEALING_KEYS: keys } = settings;
  const signingKeys = createSigningKeys({ authorityHost, fetch, now, logger });
  const keyProblems = () => (signingKeys.hasKeys() ? [] : [signingKeysMissing]);
  ops.setReadiness(() => ["starting", ...health.problems(), ...keyProblems()]);
  await signingKeys.start();
  const inbox = await openReplyInbox({ redis, listener: inboxListener, gatewayId, metrics, logger });
  const retrievals = createRetrievals({
    redis,
    keys,
    perDayOf: (tenantId) => policies.policyOf(tenantId)?.retrievalsPerDay ?? 0,
  });
  const queue = createToolQueue({
    redis,
    redisTime,
    endMessages: createEndMessages(keys),
    gatewayId,
    trace,
    deniedLabelsOf: (tenantId) => policies.policyOf(tenantId)?.deniedLabels ?? [],
    retrievals,
  });
  const callRegistry = await createCallRegistry({ redis, listener: cancelListener, keys });
  const runQueued = createRunQueued({ queue, inbox, keys, logger });
  const fleet = await followFleet({ redis, redisTime, now });
  const deadlines = { callTimeoutMs: settings.CALL_TIMEOUT_MS, queueWaitMs: settings.QUEUE_WAIT_MS };
  const admission = createSharedAdmission({
    redis,
    keys,
    limitsOf: policies.limitsOf,
    fleet,
    serviceTimes: createServiceTimes(),
    metrics,
    logger,
    ...deadlines,
    random: Math.random,
  });
  const callOpener = createCallOpener({
    toolNames: [...toolNames, ...compositeNames],
    callTimeoutMs: deadlines.callTimeoutMs,
    refusalOf: (tenantId) => tenantRefusal(tenantId, policies),
    newRequestId: randomUUID,
    redisNow: redisTime.now,
  });
  const calls = { callOpener, admission, runQueued, policies, metrics, logger, trace };
  const audit = openAudit({ settings, metrics, logger, now });
  const grantedScopes = createAskGrantedScopes({ ...calls, audit, redisTime });
  const { askGrantedScopes } = grantedScopes;
  const callTool = createCallTool({
    ...calls,
    catalog,
    askGrantedScopes,
    audit,
    queueWaitMs: deadlines.queueWaitMs,
    now,
  });
  const validator = createVerifiedTokenCache({
    validator: createTokenValidator({ authorityHost, audience: settings.AZURE_CLIENT_ID, signingKeys, now }),
    isEnabled: (tenantId) => isTenantEnabled(policies, tenantId),
    now,
  });
  const personRequests = createPersonRequests({
    limitsOf: policies.limitsOf,
    perSecond: settings.MAX_REQUEST_RATE_PER_USER,
    now: () => performance.now(),
  });
  const unusedKeys = unusedSignInKeys(settings);
  if (unusedKeys !== undefined) logger.warn({ component: "sign-in", problem: unusedKeys }, "the sign-in is off");
  const signIn = await openSignIn(settings, fetch, now);
  const { app, drain } = buildGateway({
    identity: { authorityHost, policies, publicUrl: settings.MCP_PUBLIC_URL, appIdUri: settings.APP_ID_URI },
    allowedOrigins: settings.ALLOWED_ORIGINS,
    validator,
    personRequests,
    catalog,
    callOpener,
    callTool,
    callRegistry,
    askGrantedScopes,
    sentChallenges: createSentChallenges({ redis, keys }),
    pages: pageSettings(settings),
    ...(signIn !== undefined && { signIn }),
    audit,
    metrics,
    logger,
  });

  const offBoarding = offBoardTenants({
    tenants,
    endCallsOf: callOpener.endCallsOf,
    memories: [validator, grantedScopes, personRequests, admission, retrievals],
    redis,
    messages: createOffBoardingMessages(keys, redisTime),
    audit,
    metrics,
    logger,
    now: () => performance.now(),
  });
  let isStopping = false;
  ops.setReadiness(() => [
    ...(isStopping ? ["shutting down"] : []),
    ...health.problems(),
    ...(inbox.isReading() ? [] : ["answers can't be read from Redis"]),
    ...keyProblems(),
    ...(audit.isFailing() ? [auditUnwritable] : []),
    ...clock.problems(),
  ]);
  await app.listen({ host: settings.HOST, port: settings.PORT });
  logger.info({ component: "ops", host, port: ops.port }, "listening");
  const { port } = app.server.address() as AddressInfo;
  logger.info({ component: "mcp", host: settings.HOST, port, url: settings.MCP_PUBLIC_URL }, "listening");

  return {
    async stop() {
      isStopping = true;
      await drain();
      await audit.close();
      for (const part of [clockLooks, health, fleet, offBoarding, signingKeys]) part.stop();
      await inbox
        .close()
        .catch((error: unknown) => logger.warn(describeError(error), "the reply stream stays until expiry"));
      await queue.close();
      for (const connection of [redis, inboxListener, cancelListener]) connection.disconnect();
      await ops.close();
    },
  };
}

/** Time beyond the longest call: a drain waits for the calls in flight. */
const shutdownMarginMs = 10_000;

/** Runs a gateway until it is told to stop. */
export async function runGateway(process: NodeJS.Process): Promise<void> {
  await runMain(process, async () => {
    const file = settingsFileOf(process.argv);
    const foreign = file === undefined ? [] : settingsFileProblems(file, "gateway", gatewaySettingNames);
    if (foreign.length > 0) throw new StartProblem(foreign);
    const read = readSettings(gatewaySettings, process.env);
    if ("problems" in read) throw new StartProblem(read.problems);
    const { settings } = read;
    const logger = createLogger({ process: "gateway", level: settings.LOG_LEVEL });
    warnIfUnrestricted(process, logger);
    if (file !== undefined) warnIfOthersRead(file, logger);
    const { HTTPS_PROXY: proxy } = settings;
    if (proxy) logger.info({ component: "proxy", url: new URL(proxy).origin }, "https requests go through a proxy");
    const tracing = await startTracing({ settings, process: "gateway", logger });
    let running: RunningGateway | undefined;
    const stop = async () => {
      // The start may wait for Redis indefinitely, and has nothing to end before anything is served.
      if (running === undefined) return;
      await running.stop();
      await tracing.stop();
    };
    shutDownOnSignal({ logger, graceMs: settings.CALL_TIMEOUT_MS + shutdownMarginMs, stop });
    const fetch = createEntraFetch(proxyFor(settings, settings.AZURE_AUTHORITY_HOST));
    running = await startGateway({ settings, logger, tracing, gatewayId: randomUUID(), fetch, now: Date.now });
  });
}
