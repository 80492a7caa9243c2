import { fetch as undiciFetch } from "undici";
import { createAsk, jsonObject } from "#common/doctor/ask.ts";
import {
  type Check,
  type CheckResult,
  comesFirst,
  type Finding,
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
  portsFinding,
  proxyFinding,
  readyFinding,
  settingsComplete,
  strangeAnswer,
  wrongSettings,
} from "#common/doctor/shared-checks.ts";
import { readSettings, settingsFileProblems } from "#common/settings.ts";
import { type WorkerSettings, workerSettingNames, workerSettings } from "#workers/config.ts";
import { findSandbox } from "#workers/documents/process/find-sandbox.ts";
import { openConnections } from "#workers/open-connections.ts";
import { credentialFinding, exchangeFinding, type WorkerContext } from "./credential-checks.ts";
import { graphCheckFindings, permissionFindings } from "./person-checks.ts";

/** The way to Entra, and to Graph. */
async function workerProxyFinding({ settings }: WorkerContext): Promise<Finding> {
  const toEntra = await proxyFinding(settings, settings.AZURE_AUTHORITY_HOST);
  if (toEntra.state !== "ok") return toEntra;
  const toGraph = await proxyFinding(settings, settings.GRAPH_BASE_URL);
  return toGraph.state === "ok" ? ok(`${toEntra.says}, ${toGraph.says}`) : toGraph;
}

async function entraFinding(context: WorkerContext): Promise<Finding> {
  const { settings, tenantId, ask } = context;
  const tenants = [tenantId ?? "organizations"];
  const { finding, offsetMs } = await findEntra(ask, settings.AZURE_AUTHORITY_HOST, tenants);
  context.toEntraMs = offsetMs;
  return finding;
}

const workerClockFinding = ({ toEntraMs, redis }: WorkerContext): Finding => clockFinding(toEntraMs, redis?.offsetMs);

/** Whether Graph answers: without a token by a 401 of its own. */
async function graphFinding({ settings, ask }: WorkerContext): Promise<Finding> {
  const url = `${settings.GRAPH_BASE_URL}/v1.0/me`;
  const asked = await ask(url);
  const isGraphs401 = "text" in asked && asked.status === 401 && "error" in jsonObject(asked.text);
  return isGraphs401 ? ok(new URL(url).host) : (strangeAnswer(asked, "Graph", url) ?? ok(new URL(url).host));
}

/** Whether the running workers serve. A credential that Entra refuses is what "exchange" says of it. */
async function workersReadyFinding(context: WorkerContext): Promise<Finding> {
  const { isBeforeStart, settings } = context;
  if (isBeforeStart) return portsFinding([{ name: "OPS_PORT", host: settings.OPS_HOST, port: settings.OPS_PORT }]);
  return context.isCredentialBad ? comesFirst("exchange") : await readyFinding("workers", settings);
}

/** The sandbox that readers of documents have where the doctor runs, and so at a worker that is started there. */
async function sandboxFinding({ settings }: WorkerContext): Promise<Finding> {
  const { kind, lack } = await findSandbox();
  if (lack === undefined) return ok("whole: system calls and files");
  const says = `${kind}: ${lack.problem}`;
  return settings.READER_SANDBOX === "required"
    ? problem(says, "See docs/deploy.md for what the sandbox needs, or set READER_SANDBOX to auto.")
    : ok(`${says} (READER_SANDBOX=auto)`);
}

/** A person's exchange may be tried a few times. */
const exchangeMs = 90_000;
/** Time for all requests of graph-check, one after the other. */
const graphCheckMs = 900_000;

/** Checks in the order in which a person fixes things. */
const checks: readonly Check<WorkerContext>[] = [
  { check: "sealing keys", needs: [], find: ({ settings }) => keyRingFinding(settings.SEALING_KEYS) },
  ...redisChecks,
  { check: "sandbox", needs: [], find: sandboxFinding },
  { check: "proxy", needs: [], find: workerProxyFinding },
  { check: "entra", needs: ["proxy"], find: entraFinding },
  { check: "clock", needs: [], find: workerClockFinding },
  { check: "credential", needs: [], find: credentialFinding },
  { check: "exchange", needs: ["entra", "clock", "credential"], find: exchangeFinding, limitMs: exchangeMs },
  { check: "graph", needs: ["proxy"], find: graphFinding },
  { check: "ready", needs: ["redis"], find: workersReadyFinding },
  { check: "permissions", needs: ["entra", "clock", "credential"], find: permissionFindings },
  { check: "graph-check", needs: ["graph"], find: graphCheckFindings, limitMs: graphCheckMs },
];

interface WorkersDoctorOptions {
  /** A worker's environment: its settings, and nothing that they need beside. */
  environment: Readonly<Record<string, string | undefined>>;
  /** File of the settings, if its names are to be checked too. */
  settingsFile?: string | undefined;
  /** The tenant to try the credential in. */
  tenantId?: string | undefined;
  /** Whether the workers don't run yet. */
  isBeforeStart?: boolean;
  /** Who has signed in; without anybody, what only a person's token shows is not checked. */
  person?: WorkerContext["person"];
  /** Unix milliseconds. */
  now?: () => number;
  onResult?: (result: CheckResult) => void;
}

/** Undici's own, as workers use it, with their way through a proxy. */
function fetchOf(settings: WorkerSettings): Parameters<typeof createAsk>[0] {
  const dispatcher = openConnections(settings, { connections: 4 });
  return (url, request) => undiciFetch(url, { ...request, dispatcher });
}

/** Checks everything that a worker with these settings needs. Changes nothing, and never rejects. */
export async function checkWorkers(options: WorkersDoctorOptions): Promise<PartReport> {
  const { environment, settingsFile: file, tenantId, isBeforeStart = false, person } = options;
  const { now = Date.now, onResult = () => undefined } = options;
  const read = readSettings(workerSettings, environment);
  const foreign = file === undefined ? [] : settingsFileProblems(file, "workers", workerSettingNames);
  const wrong = [...foreign, ...("problems" in read ? read.problems : [])];
  if (wrong.length > 0 || "problems" in read) {
    const results = [...wrongSettings(wrong, checks)];
    for (const result of results) onResult(result);
    return { results, shared: {} };
  }
  const { settings } = read;
  onResult(settingsComplete);
  const ask = createAsk(fetchOf(settings), now);
  const context: WorkerContext = { settings, ask, now, tenantId, isBeforeStart, person };
  const results = await runChecks(checks, context, onResult);
  context.redis?.redis.disconnect();
  await context.graph?.close();
  return {
    results: [settingsComplete, ...results],
    shared: {
      app: settings.AZURE_CLIENT_ID,
      entra: settings.AZURE_AUTHORITY_HOST,
      sealing: keyPrints(settings.SEALING_KEYS),
      ...(context.redis !== undefined && { redis: context.redis.runId }),
      ops: `${settings.OPS_HOST}:${settings.OPS_PORT}`,
    },
  };
}
