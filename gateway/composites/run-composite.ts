import { setImmediate } from "node:timers/promises";
import { ToolError, type ToolErrorCode, versionMismatch } from "#common/errors.ts";
import type { Logger } from "#common/logger.ts";
import { type PartOutput, partOutputSchema, type RunReport, textBlock } from "#common/queue/protocol.ts";
import { parseJson } from "#common/text.ts";
import type { ToolContract } from "#common/tools/define-tool.ts";
import type { AskGrantedScopes } from "#gateway/ask-granted-scopes.ts";
import type { AuditedPart, EndedCall, EndedPart } from "#gateway/audit/audit.ts";
import type { CallOpener, OpenedPart, PendingCall } from "#gateway/open-call.ts";
import type { CallJob, RunJobs } from "#gateway/run-jobs.ts";
import type { TenantPolicies } from "#gateway/tenants/tenant-policy.ts";
import { needsOfCall, parseInput } from "#gateway/tool-input.ts";
import { bytesIn, outcomeOf, type ToolResult, toCallError } from "#gateway/tool-result.ts";
import { type CompositeTool, enabledTools, grantedTools, type PartAnswer } from "./composite-tool.ts";

/** A part of a call: a job of its own, for one of the tools behind a composite one. */
interface Part extends CallJob {
  tool: ToolContract;
  opened: OpenedPart;
  resourceKind: string | undefined;
  report: RunReport;
}

/** Opens a part for each tool that doesn't refuse its arguments. Each must be closed. */
function openParts(
  pending: PendingCall,
  tools: readonly ToolContract[],
  options: {
    callOpener: Pick<CallOpener, "ofPart">;
    /** Throws `invalid_input` for what the tool doesn't take. */
    argumentsFor: (tool: ToolContract) => Record<string, unknown>;
  },
) {
  const { callOpener, argumentsFor } = options;
  const parts: Part[] = [];
  const refused: PartAnswer[] = [];

  function open(tool: ToolContract): Part {
    const input = argumentsFor(tool);
    const { workload, resourceKind } = needsOfCall(tool, input);
    const opened = callOpener.ofPart(pending.call, tool.name);
    const part: Part = {
      tool,
      opened,
      workload,
      resourceKind,
      report: {},
      pending: { ...pending, call: opened.call, input, asPart: true },
      onReport(report) {
        part.report = report;
      },
    };
    return part;
  }

  for (const tool of tools) {
    try {
      parts.push(open(tool));
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      refused.push({ tool, error });
    }
  }
  if (parts.length > 1) countTogether(parts, pending.onProgress);
  return { parts, refused };
}

/** The client sees how many parts have answered, in place of the progress of each. */
function countTogether(parts: readonly Part[], onProgress: PendingCall["onProgress"]): void {
  const total = parts.length;
  let progress = 0;
  for (const part of parts) {
    const { onReport } = part;
    part.pending.onProgress = undefined;
    part.onReport = (report) => {
      onReport(report);
      progress += 1;
      onProgress?.({ progress, total, message: `${progress} of ${total} have answered` });
    };
  }
}

/** Many times what a page of hits or a part of a text has. To parse it takes some ten milliseconds. */
const maxReadBytes = 1024 * 1024;

/** The output of a part. Throws `too_large`, and `unavailable` for that of a worker of another version. */
function readPart(chunks: readonly Buffer[]): PartOutput {
  if (bytesIn(chunks) > maxReadBytes) {
    throw new ToolError("too_large", "The answer is too large to be joined with others. Ask for it alone.");
  }
  const parsed = partOutputSchema.safeParse(parseJson(Buffer.concat(chunks).toString()));
  if (!parsed.success) throw versionMismatch();
  return parsed.data;
}

/** First what a sign-in ends, then what passes by itself. */
const weightiest: readonly ToolErrorCode[] = [
  "claims_challenge",
  "sign_in_required",
  "rate_limited",
  "unavailable",
  "deadline_exceeded",
];

/** What a call is answered with when all of its parts failed. */
function mainFailure(failures: readonly ToolError[]): ToolError | undefined {
  const byWeight = weightiest.flatMap((code) => failures.find((failure) => failure.code === code) ?? []);
  return byWeight[0] ?? failures[0];
}

interface CompositeHooks {
  /** What the audit log learns of the call while it runs. */
  record: Pick<EndedCall, "resource" | "parts">;
  /** Awaited before anything is queued, with what was admitted. */
  onAdmitted(parts: readonly AuditedPart[]): Promise<void>;
}

/**
 * A call of a composite tool: calls the tools behind it that the organisation has enabled and granted, side by side,
 * and joins their answers. What fails of them is told in the answer; when all fail, rejects with one of the failures.
 * Rejects with the reason of the call's signal when that aborts, after all parts have ended.
 */
type RunComposite = (pending: PendingCall, composite: CompositeTool, hooks: CompositeHooks) => Promise<ToolResult>;

const notGranted = (tool: ToolContract): PartAnswer => {
  const [{ scopes }] = tool.permissions;
  const problem = `The organisation has not granted ${scopes.join(" and ")}.`;
  return { tool, error: new ToolError("permission_missing", problem, { missingScopes: [...scopes] }) };
};

const auditedPart = ({ tool, opened }: Part): AuditedPart => ({ tool: tool.name, requestId: opened.call.requestId });

export function createRunComposite(dependencies: {
  runJobs: RunJobs;
  callOpener: Pick<CallOpener, "ofPart">;
  askGrantedScopes: AskGrantedScopes;
  policies: TenantPolicies;
  logger: Logger;
}): RunComposite {
  const { runJobs, callOpener, askGrantedScopes, policies, logger } = dependencies;

  /** All of them where nothing is granted: their own refusals say best what is missing. */
  async function usableTools({ call, userAssertion }: PendingCall, enabled: readonly ToolContract[]) {
    if (enabled.length <= 1) return enabled;
    const granted = await askGrantedScopes(call.caller, userAssertion);
    const usable = grantedTools(enabled, granted?.scopes);
    return usable.length === 0 ? enabled : usable;
  }

  /** What became of a part, for the answer and for the audit log. */
  function endOf(part: Part, settled: PromiseSettledResult<readonly Buffer[]> | undefined): [PartAnswer, EndedPart] {
    const { tool, opened, report } = part;
    const audited = { ...auditedPart(part), ...report };
    try {
      if (settled?.status !== "fulfilled") throw settled?.reason;
      return [
        { tool, ...readPart(settled.value) },
        { ...audited, outcome: "ok" },
      ];
    } catch (caught) {
      const error = toCallError(caught, opened.call, logger);
      const ended = { ...audited, outcome: outcomeOf(error) };
      // A part is cancelled with its call alone, which then has no answer.
      return [{ tool, error: error instanceof ToolError ? error : new ToolError("unavailable", error.message) }, ended];
    }
  }

  async function answersOf(parts: readonly Part[], { record, onAdmitted }: CompositeHooks): Promise<PartAnswer[]> {
    record.resource = parts.find(({ resourceKind }) => resourceKind !== undefined)?.resourceKind;
    try {
      const settled = await runJobs(parts, (admitted) => onAdmitted(admitted.map(auditedPart)));
      const ends: [PartAnswer, EndedPart][] = [];
      for (const [at, part] of parts.entries()) {
        // Parsing each can take milliseconds, and other calls go on in between.
        if (at > 0) await setImmediate();
        ends.push(endOf(part, settled[at]));
      }
      record.parts = ends.map(([, ended]) => ended);
      return ends.map(([answer]) => answer);
    } finally {
      for (const { opened } of parts) opened.close();
    }
  }

  return async function runComposite(pending, composite, hooks) {
    const { caller, signal } = pending.call;
    const input = parseInput(composite.contract, pending.input);
    const enabled = enabledTools(composite, policies, caller);
    const usable = await usableTools(pending, enabled);
    signal.throwIfAborted();
    const argumentsFor = (tool: ToolContract) => composite.argumentsFor(tool, input);
    const { parts, refused } = openParts(pending, usable, { callOpener, argumentsFor });
    const answered = [...(await answersOf(parts, hooks)), ...refused];
    signal.throwIfAborted();
    if (!answered.some((answer) => "output" in answer)) {
      throw mainFailure(answered.flatMap((answer) => ("error" in answer ? [answer.error] : [])));
    }
    const answers = enabled.map((tool) => answered.find((answer) => answer.tool === tool) ?? notGranted(tool));
    const output = composite.join(answers, input);
    const text = textBlock(JSON.stringify(output));
    return { content: [Buffer.from(JSON.stringify([text]))], structuredContent: output };
  };
}
