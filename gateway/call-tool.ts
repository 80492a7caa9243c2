import type { Caller } from "#common/caller.ts";
import { ToolError } from "#common/errors.ts";
import { describeError, type Logger } from "#common/logger.ts";
import type { GatewayMetrics } from "#common/metrics.ts";
import { inRequest } from "#common/request-scope.ts";
import { type ToolDefinition, toolNeeds, type Workload } from "#common/tools/define-tool.ts";
import type { Span, Trace } from "#common/tracing/trace.ts";
import type { TracePoint } from "#common/tracing/traceparent.ts";
import type { CallAdmission } from "./admission.ts";
import type { Audit, Outcome } from "./audit.ts";
import { CallCancelledError, type QueuedCallHooks, type RunQueued } from "./queue/run-queued.ts";

export interface ToolCall extends QueuedCallHooks {
  /** The wire name, as the client sent it. */
  toolName: string;
  input: unknown;
  caller: Caller;
  userAssertion: string;
  wantsProgress: boolean;
  /** The trace that the client names, if it names one. */
  trace: TracePoint | undefined;
}

export interface CallToolDependencies {
  /** Every tool that may be called. */
  catalog: readonly ToolDefinition[];
  runQueued: RunQueued;
  admission: CallAdmission;
  audit: Audit;
  metrics: GatewayMetrics;
  logger: Logger;
  trace: Trace;
  callTimeoutMs: number;
  queueWaitMs: number;
  now(): number;
  newRequestId(): string;
}

export interface ToolAnswer {
  tool: ToolDefinition;
  output: Record<string, unknown>;
}

/**
 * One tools/call: finds the tool, checks the input, lets it in, queues it and gives the output that the worker sent.
 * Rejects with a `ToolError` of the closed list, `UnknownToolError`, or `CallCancelledError` when the client is gone.
 * Each call is counted, timed and audited once, whatever becomes of it; an unknown tool as `other`.
 */
export type CallTool = (call: ToolCall) => Promise<ToolAnswer>;

/** The client called a tool that is not in tools/list. MCP answers it by a protocol error. */
export class UnknownToolError extends ToolError {
  constructor() {
    super("invalid_input", "Unknown tool. See tools/list.");
  }
}

/** `limit: must be at most 25; uri: is required` */
function describeInputIssues(issues: readonly { path: PropertyKey[]; message: string }[]): string {
  return issues.map(({ path, message }) => `${path.map(String).join(".") || "arguments"}: ${message}`).join("; ");
}

/** The queue that serves this call. Throws `invalid_input` for arguments that the tool does not take. */
function workloadOf(tool: ToolDefinition, input: unknown): Workload {
  const parsed = tool.inputSchema.safeParse(input);
  if (parsed.success) return toolNeeds(tool, parsed.data).workload;
  throw new ToolError(
    "invalid_input",
    `${describeInputIssues(parsed.error.issues)}. Correct the arguments and call again.`,
  );
}

export function createCallTool(dependencies: CallToolDependencies): CallTool {
  const {
    catalog,
    runQueued,
    admission,
    audit,
    metrics,
    logger,
    trace,
    callTimeoutMs,
    queueWaitMs,
    now,
    newRequestId,
  } = dependencies;

  async function queueAndWait(call: ToolCall, tool: ToolDefinition, requestId: string): Promise<ToolAnswer> {
    const { input, caller, userAssertion, wantsProgress } = call;
    const workload = workloadOf(tool, input);
    const place = await admission.admit({ requestId, caller, workload });
    let isServed = true;
    try {
      const secret = { caller, userAssertion, input, wantsProgress };
      const { priority } = place;
      const queued = { requestId, tool: tool.name, workload, priority, callTimeoutMs, queueWaitMs, secret };
      return { tool, output: JSON.parse(await runQueued(queued, call)) };
    } catch (error) {
      isServed = !(error instanceof ToolError && error.code === "unavailable");
      throw error;
    } finally {
      place.leave(isServed);
    }
  }

  function toCallError(error: unknown, requestId: string, tool: string): ToolError | CallCancelledError {
    if (error instanceof ToolError || error instanceof CallCancelledError) return error;
    logger.error({ requestId, referenceId: requestId, tool, ...describeError(error) }, "unexpected failure of a call");
    const message = `Something went wrong in the connector. Give your operator this reference: ${requestId}`;
    return new ToolError("internal", message, { referenceId: requestId });
  }

  async function callFound(call: ToolCall, found: ToolDefinition | undefined, requestId: string, span: Span) {
    const tool = found?.name ?? "other";
    const startedAtMs = now();
    let outcome: Outcome = "ok";
    metrics.toolCallsInFlight.inc({ tool });
    try {
      if (found === undefined) throw new UnknownToolError();
      return await queueAndWait(call, found, requestId);
    } catch (caught) {
      const error = toCallError(caught, requestId, tool);
      outcome = error instanceof ToolError ? error.code : "cancelled";
      throw error;
    } finally {
      const durationMs = now() - startedAtMs;
      span.set({ tool, outcome });
      metrics.toolCallsInFlight.dec({ tool });
      metrics.toolCallSeconds.observe({ tool, outcome }, durationMs / 1_000);
      audit.callFinished({ requestId, caller: call.caller, tool, outcome, startedAtMs, durationMs });
      logger.info({ requestId, tool, outcome, durationMs: Math.round(durationMs) }, "call");
    }
  }

  return async function callTool(call) {
    const requestId = newRequestId();
    const found = catalog.find(({ name }) => name === call.toolName);
    return await inRequest({ requestId, trace: call.trace }, () =>
      trace(`tools/call ${found?.name ?? "other"}`, { kind: "server" }, (span) =>
        callFound(call, found, requestId, span),
      ),
    );
  };
}
