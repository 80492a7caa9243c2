import { randomUUID } from "node:crypto";
import type { z } from "zod";
import type { Caller } from "#common/caller.ts";
import { ToolError } from "#common/errors.ts";
import { describeError, type Logger } from "#common/logger.ts";
import type { Progress } from "#common/progress.ts";
import { beingUpdated } from "#common/queue/other-version.ts";
import { type grantedScopesAnswer, grantedScopesQuestion } from "#common/queue/protocol.ts";
import { levelOfTrouble } from "#common/queue/redis-outage.ts";
import type { RunReport } from "#common/queue/run-report.ts";
import { joinToolOutput } from "#common/queue/tool-output.ts";
import { findTool } from "#common/tools/catalog.ts";
import { type ToolContract, type ToolPermissions, toolNeeds } from "#common/tools/define-tool.ts";
import type { Workload } from "#common/workload.ts";
import { consentLink } from "#workers/auth/admin-consent-url.ts";
import type { GraphToken } from "#workers/auth/on-behalf-of.ts";
import { GatewayGoneError, WorkerStoppingError } from "./run-ends.ts";
import { createRunNotes, type RunNotes } from "./run-notes.ts";
import { findHandler } from "./tools/handlers.ts";
import { requirePermission } from "./tools/require-permission.ts";
import type { ToolContext } from "./tools/tool-context.ts";
import type { ToolHandler } from "./tools/tool-handler.ts";
import type { WorkerMetrics } from "./worker-metrics.ts";

/**
 * Where a run's answer goes. After `output` or `error` a run has nothing more to say. Each method rejects with
 * `GatewayGoneError` when nobody waits any more, and with Redis' error when it did not take the frame.
 */
export interface ToolReply {
  signedIn(): Promise<void>;
  progress(progress: Progress): Promise<void>;
  output(bytes: Buffer, report: RunReport): Promise<void>;
  error(error: ToolError, report?: RunReport): Promise<void>;
}

/** One tool call, as it comes out of its job. */
export interface ToolRun {
  requestId: string;
  tool: string;
  caller: Caller;
  userAssertion: string;
  input: unknown;
  wantsProgress: boolean;
  /** Which attempt at the job this is: 1, and one more for each take-over. */
  number: number;
  /** W3C trace context of what asked for the run. */
  traceparent?: string | undefined;
  /** How long the call waited for its first start; undefined in a later run. */
  queueWaitMs: number | undefined;
  /** When nobody waits any more, Unix milliseconds of this machine's clock. */
  deadlineMs: number;
  /**
   * Aborts when nobody waits any more, or another worker has the job now; with `WorkerStoppingError` when this worker
   * stops, and the caller still waits.
   */
  signal: AbortSignal;
  reply: ToolReply;
}

/** Runs one tool call to its end: always answers through `reply` unless nobody waits for this run. Never rejects. */
export type RunTool = (run: ToolRun) => Promise<void>;

/** One call, as far as its context needs it. */
export interface ContextCall {
  run: ToolRun;
  tool: string;
  workload: Workload;
  token: GraphToken;
  signal: AbortSignal;
  notes: Pick<RunNotes, "graphAnswered">;
}

export type ToolContextFactory = (call: ContextCall) => ToolContext;

export interface RunToolDependencies {
  exchange(run: ToolRun, signal: AbortSignal): Promise<GraphToken>;
  /** A token that is not a kept one; undefined when the user had one too short a time ago. */
  exchangeAfresh(run: ToolRun, signal: AbortSignal): Promise<GraphToken | undefined>;
  /** This machine's time as Redis' time. */
  toRedisTime(localMs: number): number;
  createContext: ToolContextFactory;
  adminConsentUrl(tenantId: string): string;
  metrics: WorkerMetrics;
  logger: Logger;
}

/**
 * How long a run may stay silent after the exchange. Most runs answer sooner and save the frame; until a frame is
 * sent the gateway can still turn a refusal into an HTTP 401.
 */
const signedInAfterMs = 500;

interface RunnableCall {
  tool: ToolContract;
  handler: ToolHandler;
  input: Record<string, unknown>;
}

/** The gateway has checked both already; a worker of another version may still not know them. */
function readCall(run: ToolRun): RunnableCall {
  const tool = findTool(run.tool);
  const handler = findHandler(run.tool);
  const parsed = tool?.inputSchema.safeParse(run.input);
  if (tool !== undefined && handler !== undefined && parsed?.success) return { tool, handler, input: parsed.data };
  throw beingUpdated();
}

/** Runs the handler and gives the output, checked against the tool's own schema. */
async function runHandler(
  { tool, handler, input }: RunnableCall,
  context: ToolContext,
): Promise<ReturnType<typeof joinToolOutput>> {
  const output = tool.outputSchema.parse(await handler.run(input, context));
  return joinToolOutput(handler.toBlocks(output), output);
}

const notPassedOn = () =>
  new ToolError("unavailable", "The answer could not be passed on. Try again in a few seconds.", {
    retryAfterSeconds: 3,
  });

const workerStops = () =>
  new ToolError("unavailable", "The connector restarts and could not finish the call. Try again in 5 seconds.", {
    retryAfterSeconds: 5,
  });

interface ExecuteHooks {
  notes: RunNotes;
  onSignedIn: () => void;
}

export function createToolRunner(dependencies: RunToolDependencies): RunTool {
  const { exchange, exchangeAfresh, toRedisTime, createContext, adminConsentUrl, metrics, logger } = dependencies;

  /**
   * Tools don't know where consent is given; the person who reads the error needs to. Only where consent is the cure:
   * it neither assigns anybody nor switches the connector on, and it undoes what an admin revoked on purpose.
   */
  function withConsentLink(error: ToolError, run: ToolRun): ToolError {
    if (error.code !== "permission_missing" || error.details.missingScopes === undefined) return error;
    const url = adminConsentUrl(run.caller.tenantId);
    return new ToolError(error.code, `${error.message} ${consentLink(url)}`, {
      ...error.details,
      adminConsentUrl: url,
    });
  }

  function toToolError(error: unknown, run: ToolRun): ToolError {
    if (error instanceof ToolError) return withConsentLink(error, run);
    const referenceId = randomUUID();
    const { requestId, tool } = run;
    logger.error({ referenceId, requestId, tool, ...describeError(error) }, "unexpected failure of a tool");
    const message = `Something went wrong in the connector. Give your operator this reference: ${referenceId}`;
    return new ToolError("internal", message, { referenceId });
  }

  async function answerGrantedScopes(run: ToolRun, signal: AbortSignal): Promise<Buffer> {
    const { scopes, usableUntilMs } = await exchange(run, signal);
    const answer: z.input<typeof grantedScopesAnswer> = { scopes: [...scopes], expiresAt: toRedisTime(usableUntilMs) };
    return Buffer.from(JSON.stringify(answer));
  }

  /** Graph's 403 may mean that a permission was revoked after the token was made: only a new token can tell. */
  async function explainForbidden(run: ToolRun, permissions: ToolPermissions, signal: AbortSignal): Promise<void> {
    const fresh = await exchangeAfresh(run, signal);
    if (fresh !== undefined) requirePermission(permissions, fresh.scopes);
  }

  async function execute(run: ToolRun, signal: AbortSignal, hooks: ExecuteHooks): Promise<Buffer> {
    const { notes, onSignedIn } = hooks;
    if (run.tool === grantedScopesQuestion) return await answerGrantedScopes(run, signal);
    const call = readCall(run);
    const { tool } = call;
    const { workload, permissions } = toolNeeds(tool, call.input);
    const token = await exchange(run, signal);
    onSignedIn();
    notes.permissionUsed(requirePermission(permissions, token.scopes));
    const context = createContext({ run, tool: tool.name, workload, token, signal, notes });
    const output = await runHandler(call, context).catch(async (error: unknown) => {
      if (error instanceof ToolError && error.code === "forbidden") await explainForbidden(run, permissions, signal);
      throw error;
    });
    metrics.resultBytes.observe({ tool: tool.name }, output.structuredBytes);
    return output.bytes;
  }

  return async function runTool(run) {
    const gatewayGone = new AbortController();
    const signal = AbortSignal.any([run.signal, gatewayGone.signal]);
    /** What Redis refuses once it may take the next time; only where nobody waits the run ends. */
    const frameLost = (error: unknown) => {
      if (error instanceof GatewayGoneError) return gatewayGone.abort();
      const { requestId } = run;
      logger[levelOfTrouble(error)]({ requestId, ...describeError(error) }, "a frame was not taken by Redis");
    };
    let timer: NodeJS.Timeout | undefined;
    const sayLater = () => {
      timer = setTimeout(() => run.reply.signedIn().catch(frameLost), signedInAfterMs);
    };
    const notes = createRunNotes(run.queueWaitMs);
    const answer = await execute(run, signal, { notes, onSignedIn: sayLater }).then(
      (output) => ({ output }),
      (error: unknown) => ({ error }),
    );
    clearTimeout(timer);
    const report = notes.report();
    if (signal.aborted) {
      if (signal.reason instanceof WorkerStoppingError) await run.reply.error(workerStops(), report).catch(frameLost);
      return;
    }
    if ("error" in answer) return await run.reply.error(toToolError(answer.error, run), report).catch(frameLost);
    await run.reply.output(answer.output, report).catch(async (error: unknown) => {
      logger.warn({ requestId: run.requestId, ...describeError(error) }, "an answer could not be passed on");
      await run.reply.error(notPassedOn(), report).catch(frameLost);
    });
  };
}
