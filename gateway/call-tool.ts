import { nameOfCall } from "#common/call.ts";
import { internalError, ToolError } from "#common/errors.ts";
import { describeError, type Logger } from "#common/logger.ts";
import type { RunReport } from "#common/queue/run-report.ts";
import { splitToolOutput, type ToolOutput } from "#common/queue/tool-output.ts";
import { inRequest } from "#common/request-scope.ts";
import { type ToolContract, type ToolNeeds, toolNeeds } from "#common/tools/define-tool.ts";
import type { Span, Trace } from "#common/tracing/trace.ts";
import type { Admission } from "./admission/admission.ts";
import type { Audit, EndedCall } from "./audit/audit.ts";
import type { Outcome } from "./audit/audit-entry.ts";
import type { GatewayMetrics } from "./gateway-metrics.ts";
import { CallCancelledError, type PendingCall } from "./open-call.ts";
import type { RunQueued } from "./queue/run-queued.ts";
import { isToolEnabled, type TenantPolicies } from "./tenants/tenant-policy.ts";

export interface CallToolDependencies {
  /** Every tool that may be called. */
  catalog: readonly ToolContract[];
  policies: TenantPolicies;
  runQueued: RunQueued;
  admission: Admission;
  audit: Audit;
  metrics: GatewayMetrics;
  logger: Logger;
  trace: Trace;
  queueWaitMs: number;
  now(): number;
}

/**
 * One tools/call: finds the tool, checks the input, admits the call, queues it and gives the output that the worker
 * sent. Rejects with a `ToolError` of the closed list, `UnknownToolError`, or `CallCancelledError` when the client is
 * gone. Each call is counted, timed and audited, however it ends. Its start is audited before it is queued; a call
 * whose start can't be audited is refused with `unavailable`.
 */
export type CallTool = (pending: PendingCall) => Promise<ToolOutput>;

/** The client called a tool that is not in tools/list. MCP answers it by a protocol error. */
export class UnknownToolError extends ToolError {
  constructor() {
    super("invalid_input", "Unknown tool. See tools/list.");
  }
}

/**
 * `permission_missing`, because somebody has to grant something first, and the message says who. `forbidden` is about
 * an item, and an unknown tool would look like a mistake of the client.
 */
const notEnabled = (toolName: string) =>
  new ToolError(
    "permission_missing",
    `Your organisation has not enabled the tool ${toolName} on this connector. Don't try again: ` +
      "ask whoever runs the connector to enable it.",
  );

/** `limit: must be at most 25; uri: is required` */
function describeInputIssues(issues: readonly { path: PropertyKey[]; message: string }[]): string {
  return issues.map(({ path, message }) => `${path.map(String).join(".") || "arguments"}: ${message}`).join("; ");
}

/** What is learnt about a call while it runs, for its audit line. */
type Trail = Pick<EndedCall, "isStartAudited" | "resource" | "missingScopes" | "resultBytes" | "report">;

/** What a call needs, such as its workload. Throws `invalid_input` for arguments that the tool does not take. */
function needsOf(tool: ToolContract, input: unknown): ToolNeeds {
  const parsed = tool.inputSchema.safeParse(input);
  if (parsed.success) return toolNeeds(tool, parsed.data);
  throw new ToolError(
    "invalid_input",
    `${describeInputIssues(parsed.error.issues)}. Correct the arguments and call again.`,
  );
}

export function createCallTool(dependencies: CallToolDependencies): CallTool {
  const { catalog, policies, runQueued, admission, audit, metrics, logger, trace, queueWaitMs, now } = dependencies;

  async function queueAndWait(pending: PendingCall, tool: ToolContract, trail: Trail): Promise<ToolOutput> {
    const { call, input } = pending;
    const { workload, resourceKind } = needsOf(tool, input);
    trail.resource = resourceKind;
    const place = await admission.admit(call, workload);
    try {
      await audit.callStarted({ call, resource: resourceKind });
      trail.isStartAudited = true;
      const onReport = (report: RunReport) => {
        trail.report = report;
      };
      const fiscalYearStart = policies.policyOf(call.caller.tenantId)?.fiscalYearStart;
      const answer = await runQueued(
        { ...pending, fiscalYearStart },
        { workload, priority: place.priority, queueWaitMs, onReport },
      );
      const output = splitToolOutput(answer);
      trail.resultBytes = output.structuredContent.reduce((bytes, { length }) => bytes + length, 0);
      return output;
    } finally {
      place.leave(trail.report?.slotMs);
    }
  }

  function toCallError(error: unknown, { call }: PendingCall): ToolError | CallCancelledError {
    if (error instanceof ToolError || error instanceof CallCancelledError) return error;
    const { requestId } = call;
    const tool = nameOfCall(call);
    logger.error({ requestId, referenceId: requestId, tool, ...describeError(error) }, "unexpected failure of a call");
    return internalError(requestId);
  }

  async function callAudited(pending: PendingCall, found: ToolContract | undefined, span: Span): Promise<ToolOutput> {
    const { call } = pending;
    const { requestId } = call;
    const tool = nameOfCall(call);
    const startedAtMs = now();
    let outcome: Outcome = "ok";
    const trail: Trail = { isStartAudited: false };
    metrics.toolCallsInFlight.inc({ tool });
    try {
      if (found === undefined) throw new UnknownToolError();
      if (!isToolEnabled(policies, call.caller.tenantId, found.name)) throw notEnabled(found.name);
      return await queueAndWait(pending, found, trail);
    } catch (caught) {
      const error = toCallError(caught, pending);
      outcome = error instanceof ToolError ? error.code : "cancelled";
      if (error instanceof ToolError) trail.missingScopes = error.details.missingScopes;
      throw error;
    } finally {
      const durationMs = now() - startedAtMs;
      span.set({ tool, outcome });
      metrics.toolCallsInFlight.dec({ tool });
      metrics.toolCallSeconds.observe({ tool, outcome }, durationMs / 1_000);
      audit.callEnded({ call, outcome, startedAtMs, durationMs, ...trail });
      logger.info({ requestId, tool, outcome, durationMs: Math.round(durationMs) }, "call");
    }
  }

  return async function callTool(pending) {
    const { requestId } = pending.call;
    const name = nameOfCall(pending.call);
    const found = catalog.find((tool) => tool.name === name);
    return await inRequest({ requestId, trace: pending.trace }, () =>
      trace(`tools/call ${name}`, { kind: "server" }, (span) => callAudited(pending, found, span)),
    );
  };
}
