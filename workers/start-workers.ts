import { randomUUID } from "node:crypto";
import { availableParallelism } from "node:os";
import { createLogger, type Logger } from "#common/logger.ts";
import { createMetrics } from "#common/metrics.ts";
import { createOffBoarding } from "#common/off-boarding.ts";
import { startOpsServer } from "#common/ops-server.ts";
import { createEndMessages, createOffBoardingMessages } from "#common/queue/end-messages.ts";
import { createReject } from "#common/queue/protocol.ts";
import { connectRedis } from "#common/queue/redis.ts";
import { awaitRedis, connectionProblems, watchRedis } from "#common/queue/redis-health.ts";
import { createRedisOutage } from "#common/queue/redis-outage.ts";
import { redisTarget } from "#common/queue/redis-settings.ts";
import { createRedisTime, watchClock } from "#common/queue/redis-time.ts";
import { dropRight, warnIfUnrestricted } from "#common/rights/restrict-process.ts";
import { settingsFileOf } from "#common/rights/settings-file.ts";
import { runMain, StartProblem, shutDownOnSignal } from "#common/run-main.ts";
import { readSettings, settingsFileProblems, warnIfOthersRead } from "#common/settings.ts";
import { startTracing, type Tracing } from "#common/tracing/start-tracing.ts";
import { createClientCredential, watchCredentialExpiry } from "./auth/client-credential.ts";
import { adminConsentUrl } from "./auth/exchange-failure.ts";
import { createOnBehalfOf, credentialRefused } from "./auth/on-behalf-of.ts";
import { createUserTokens } from "./auth/user-tokens.ts";
import { type WorkerSettings, workerSettingNames, workerSettings } from "./config.ts";
import { createToolContextFactory } from "./create-tool-context.ts";
import { createCursors } from "./cursor.ts";
import { createTextExtractor } from "./documents/extract-text.ts";
import { findSandbox, sandboxKinds } from "./documents/process/find-sandbox.ts";
import { createGraphClient } from "./graph/graph-client.ts";
import { createRedisMeasurements } from "./queue/bullmq-queues.ts";
import { createFleetHeartbeat } from "./queue/fleet-heartbeat.ts";
import { createJobRunner, listenForEnds, startToolWorkers } from "./queue/job-runner.ts";
import { createReplayGuard } from "./queue/open-job.ts";
import { createSharedGate } from "./resilience/shared-gate.ts";
import { createAnswerGrantedScopes, createRunCall, traceRuns } from "./run-call.ts";
import { createRunTool } from "./run-tool.ts";
import { createWorkersSlots } from "./slots/workload-slots.ts";
import { startWatchdog } from "./watchdog/start-watchdog.ts";
import { workerMetrics } from "./worker-metrics.ts";

/** How long jobs may run on after SIGTERM before they are aborted and their callers are asked to try again. */
const drainMs = 25_000;

/**
 * Builds the real parts from settings, in the order in which they need each other, and serves the queues.
 * @throws `StartProblem` when Redis is unsuitable or the credential is invalid
 */
async function startWorkers(options: {
  settings: WorkerSettings;
  logger: Logger;
  tracing: Tracing;
  workerId: string;
  now: () => number;
}) {
  const { settings, logger, workerId, now } = options;
  const { trace, isOn: hasExemplars } = options.tracing;
  const { AZURE_AUTHORITY_HOST: authorityHost, AZURE_CLIENT_ID: clientId, SEALING_KEYS: keys } = settings;
  const { OPS_HOST: host } = settings;
  const graphBaseUrl = settings.GRAPH_BASE_URL;
  const credential = createClientCredential(settings, now);
  const sandbox = await findSandbox();
  const { lack } = sandbox;
  if (lack && settings.READER_SANDBOX === "required")
    throw new StartProblem([`READER_SANDBOX: ${lack.message}: ${lack.problem}`]);
  if (lack) logger.warn({ component: "documents", problem: lack.problem }, lack.message);
  const { registry, metrics } = createMetrics(workerMetrics, { hasExemplars });
  for (const kind of sandboxKinds) metrics.readerSandbox.set({ sandbox: kind }, Number(kind === sandbox.kind));
  const target = redisTarget(settings);
  const outage = createRedisOutage(logger);
  const ops = await startOpsServer({ process: "workers", host, port: settings.OPS_PORT, registry, metrics });
  const redis = connectRedis({ target, role: "worker", outage });
  const listener = connectRedis({ target, role: "listener", outage });
  const isStrict = settings.REDIS_STRICT === "on";
  ops.setReadiness(() => ["starting", ...connectionProblems(redis)]);
  const found = await awaitRedis(redis, { target, isStrict, logger });
  const redisTime = await createRedisTime(redis, now, (seconds) => metrics.redisRoundTripSeconds.observe(seconds));
  const clock = watchClock(redisTime, logger);

  const entra = { authorityHost, graphBaseUrl, clientId, credential, cacheMaxSeconds: settings.OBO_CACHE_MAX_SECONDS };
  const gate = createSharedGate({ redis, keys, logger });
  const onBehalfOf = createOnBehalfOf({ ...entra, proxy: settings, gate, metrics, logger, trace, now });
  const downloadHosts = settings.GRAPH_DOWNLOAD_HOSTS;
  if (settings.HTTPS_PROXY !== undefined) {
    const { origin: url } = new URL(settings.HTTPS_PROXY);
    const problem = "that the addresses of download hosts are public, only the proxy can check";
    logger.warn({ component: "proxy", url, problem }, "https requests go through a proxy");
  }
  const graphClient = createGraphClient({
    graphBaseUrl,
    downloadHosts,
    proxy: settings,
    gate,
    metrics,
    logger,
    trace,
    now: redisTime.now,
  });
  // One alone would be held by a single slow document.
  const maxProcesses = Math.max(2, availableParallelism());
  const extractor = createTextExtractor({ maxProcesses, metrics, sandbox: sandbox.command });

  const userTokens = createUserTokens({ onBehalfOf, redis, keys });
  const consentUrlOf = (tenantId: string) => adminConsentUrl({ authorityHost, clientId, tenantId });
  const createContext = createToolContextFactory({
    graphClient,
    onBehalfOf,
    documentsFor: extractor.forCall,
    cursorFor: createCursors(keys, now),
    adminConsentUrl: consentUrlOf,
    cloud: settings.AZURE_CLOUD,
    now,
  });
  const runCall = createRunCall({
    runTool: createRunTool({ userTokens, createContext, metrics }),
    answerGrantedScopes: createAnswerGrantedScopes({
      userTokens,
      toRedisTime: (localMs) => localMs + redisTime.offsetMs(),
    }),
    adminConsentUrl: consentUrlOf,
    logger,
  });

  const { WORKER_WORKLOADS: workloads, WORKER_CONCURRENCY: slots } = settings;
  const slotsOf = createWorkersSlots({ workloads, slots, metrics, now: () => performance.now() });
  const reject = createReject(metrics, logger);
  const runner = createJobRunner({
    keys,
    redis,
    redisTime,
    runCall: traceRuns(runCall, { trace, logger, now }),
    slotsOf,
    replayGuard: createReplayGuard(),
    metrics,
    reject,
    logger,
  });
  await listenForEnds({
    listener,
    endMessages: createEndMessages(keys),
    offBoardingMessages: createOffBoardingMessages(keys, redisTime),
    onEnd: runner.end,
    onOffBoarding: createOffBoarding({
      endCallsOf: runner.endCallsOf,
      memories: [onBehalfOf, gate, graphClient],
      metrics,
    }),
    onForged: () => reject("over_forged"),
  });
  const measure = createRedisMeasurements({ redis, workloads, metrics });
  const fleet = createFleetHeartbeat({ redis, redisTime, clock, workerId, workloads, slots, measure, logger });
  await fleet.start();
  const health = watchRedis({ redis, found, isStrict, outage, logger, onReturn: fleet.beatSoon });
  startWatchdog(logger);
  dropRight(process, "worker");
  const toolWorkers = startToolWorkers({ redis, workloads, slotsOf, runner, clock, metrics, logger });

  const stopWatchingExpiry = watchCredentialExpiry({ credential, settings, metrics });

  let isStopping = false;
  ops.setReadiness(() => [
    ...(isStopping ? ["shutting down"] : []),
    ...health.problems(),
    ...clock.problems(),
    ...(toolWorkers.isRunning() ? [] : ["the queues are not served"]),
    ...(onBehalfOf.isCredentialRefused() ? [credentialRefused] : []),
  ]);
  logger.info({ component: "ops", host, port: ops.port, slots }, "listening");

  return {
    /** Accepts no more jobs, lets the running ones finish, and leaves the fleet. */
    async stop() {
      isStopping = true;
      stopWatchingExpiry();
      health.stop();
      await fleet.leave();
      const abortTimer = setTimeout(runner.abortAll, drainMs);
      await toolWorkers.close();
      clearTimeout(abortTimer);
      await Promise.all([graphClient.close(), onBehalfOf.close(), extractor.close()]);
      for (const connection of [redis, listener]) connection.disconnect();
      await ops.close();
    },
  };
}

/** Running jobs get 25 s to end by themselves; then they are aborted. */
const shutdownGraceMs = 35_000;

/** Runs a worker until it is told to stop. */
export async function runWorkers(process: NodeJS.Process): Promise<void> {
  await runMain(process, async () => {
    const file = settingsFileOf(process.argv);
    const foreign = file === undefined ? [] : settingsFileProblems(file, "workers", workerSettingNames);
    if (foreign.length > 0) throw new StartProblem(foreign);
    const read = readSettings(workerSettings, process.env);
    if ("problems" in read) throw new StartProblem(read.problems);
    const { settings } = read;
    const logger = createLogger({ process: "workers", level: settings.LOG_LEVEL });
    warnIfUnrestricted(process, logger);
    if (file !== undefined) warnIfOthersRead(file, logger);
    const tracing = await startTracing({ settings, process: "workers", logger });
    let running: Awaited<ReturnType<typeof startWorkers>> | undefined;
    const stop = async () => {
      // The start may wait for Redis indefinitely, and has nothing to end before anything is served.
      if (running === undefined) return;
      await running.stop();
      await tracing.stop();
    };
    shutDownOnSignal({ logger, graceMs: shutdownGraceMs, stop });
    running = await startWorkers({ settings, logger, tracing, workerId: randomUUID(), now: Date.now });
  });
}
