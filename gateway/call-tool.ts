import { nameOfCall } from "#common/call.ts";
import { ToolError } from "#common/errors.ts";
import type { Logger } from "#common/logger.ts";
import { inRequest } from "#common/request-scope.ts";
import type { ToolContract } from "#common/tools/define-tool.ts";
import type { Span, Trace } from "#common/tracing/trace.ts";
import type { Admission } from "./admission/shared-admission.ts";
import type { AskGrantedScopes } from "./ask-granted-scopes.ts";
import type { Audit, AuditedPart, EndedCall } from "./audit/audit.ts";
import type { Outcome } from "./audit/audit-entry.ts";
import type { CompositeTool } from "./composites/composite-tool.ts";
import { findComposite } from "./composites/composites.ts";
import { createRunComposite } from "./composites/run-composite.ts";
import type { GatewayMetrics } from "./gateway-metrics.ts";
import type { CallOpener, PendingCall } from "./open-call.ts";
import type { RunQueued } from "./queue/run-queued.ts";
import { createRunJobs } from "./run-jobs.ts";
import { ruleAgainstTool, type TenantPolicies } from "./tenants/tenant-policy.ts";
import { needsOfCall } from "./tool-input.ts";
import { bytesIn, outcomeOf, resultFrom, type ToolResult, toCallError } from "./tool-result.ts";

export interface CallToolDependencies {
  /** Every tool that may be called, beside the composite ones. */
  catalog: readonly ToolContract[];
  policies: TenantPolicies;
  runQueued: RunQueued;
  admission: Admission;
  callOpener: Pick<CallOpener, "ofPart">;
  askGrantedScopes: AskGrantedScopes;
  audit: Audit;
  metrics: GatewayMetrics;
  logger: Logger;
  trace: Trace;
  queueWaitMs: number;
  now(): number;
}

/**
 * One tools/call: finds the tool, checks the input, admits the call, queues it and gives the result that the worker
 * sent; of a composite tool, the one that is made of its parts'. Rejects with a `ToolError` of the closed list,
 * `UnknownToolError`, or `CallCancelledError` when the client is gone. Each call is counted, timed and audited, however
 * it ends. Its start is audited before anything is queued; a call whose start can't be audited is refused with
 * `unavailable`.
 */
export type CallTool = (pending: PendingCall) => Promise<ToolResult>;

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
const notEnabled = (toolName: string, rule: "tools" | "roles") =>
  new ToolError(
    "permission_missing",
    rule === "tools"
      ? `Your organisation has not enabled the tool ${toolName} on this connector. Don't try again: ` +
          "ask whoever runs the connector to enable it."
      : `No role that you have on this connector includes the tool ${toolName}. Don't try again: ask an Entra ` +
          "administrator of your organisation for one that does.",
  );

/** What is learnt about a call while it runs, for its audit line. */
type CallRecord = Pick<
  EndedCall,
  "isStartAudited" | "resource" | "missingScopes" | "rule" | "resultBytes" | "report" | "parts"
>;

export function createCallTool(dependencies: CallToolDependencies): CallTool {
  const { catalog, policies, audit, metrics, logger, trace, now } = dependencies;
  const runJobs = createRunJobs(dependencies);
  const runComposite = createRunComposite({ ...dependencies, runJobs });

  async function auditStart({ call }: PendingCall, record: CallRecord, parts?: readonly AuditedPart[]): Promise<void> {
    await audit.callStarted({ call, resource: record.resource, parts });
    record.isStartAudited = true;
  }

  async function runTool(pending: PendingCall, tool: ToolContract, record: CallRecord): Promise<ToolResult> {
    record.rule = ruleAgainstTool(policies, pending.call.caller, tool.name);
    if (record.rule !== undefined) throw notEnabled(tool.name, record.rule);
    const { workload, resourceKind, isByMeaning } = needsOfCall(tool, pending.input);
    record.resource = resourceKind;
    const onReport = (report: CallRecord["report"]) => {
      record.report = report;
    };
    const job = { pending: { ...pending, isByMeaning }, workload, onReport };
    const [answer] = await runJobs([job], () => auditStart(pending, record));
    if (answer?.status !== "fulfilled") throw answer?.reason;
    return resultFrom(answer.value);
  }

  async function runEnabledComposite(
    pending: PendingCall,
    composite: CompositeTool,
    record: CallRecord,
  ): Promise<ToolResult> {
    const { caller } = pending.call;
    const rules = composite.tools.map(({ name }) => ruleAgainstTool(policies, caller, name));
    if (!rules.includes(undefined)) {
      record.rule = rules.includes("roles") ? "roles" : "tools";
      throw notEnabled(composite.contract.name, record.rule);
    }
    return await runComposite(pending, composite, {
      record,
      onAdmitted: (parts) => auditStart(pending, record, parts),
    });
  }

  async function run(pending: PendingCall, name: string, record: CallRecord): Promise<ToolResult> {
    const tool = catalog.find((known) => known.name === name);
    if (tool !== undefined) return await runTool(pending, tool, record);
    const composite = findComposite(name);
    if (composite === undefined) throw new UnknownToolError();
    return await runEnabledComposite(pending, composite, record);
  }

  async function runAudited(pending: PendingCall, tool: string, span: Span): Promise<ToolResult> {
    const { call } = pending;
    const { requestId } = call;
    const startedAtMs = now();
    let outcome: Outcome = "ok";
    const record: CallRecord = { isStartAudited: false };
    metrics.toolCallsInFlight.inc({ tool });
    try {
      const result = await run(pending, tool, record);
      record.resultBytes = bytesIn(result.content);
      return result;
    } catch (caught) {
      const error = toCallError(caught, call, logger);
      outcome = outcomeOf(error);
      if (error instanceof ToolError) record.missingScopes = error.details.missingScopes;
      throw error;
    } finally {
      const durationMs = now() - startedAtMs;
      span.set({ tool, outcome });
      metrics.toolCallsInFlight.dec({ tool });
      metrics.toolCallSeconds.observe({ tool, outcome }, durationMs / 1_000);
      audit.callEnded({ call, outcome, startedAtMs, durationMs, ...record });
      logger.info({ requestId, tool, outcome, durationMs: Math.round(durationMs) }, "call");
    }
  }

  return async function callTool(pending) {
    const { requestId } = pending.call;
    const name = nameOfCall(pending.call);
    return await inRequest({ requestId, trace: pending.trace }, () =>
      trace(`tools/call ${name}`, { kind: "server" }, (span) => runAudited(pending, name, span)),
    );
  };
}
