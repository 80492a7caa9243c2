import { ToolError } from "#common/errors.ts";
import type { RunReport } from "#common/queue/run-report.ts";
import type { ToolContract } from "#common/tools/define-tool.ts";
import type { CallOpener, OpenedPart, PendingCall } from "#gateway/open-call.ts";
import type { CallJob } from "#gateway/run-jobs.ts";
import { needsOfCall } from "#gateway/tool-input.ts";
import type { PartAnswer } from "./composite-tool.ts";

/** A part of a call: a job of its own, for one of the tools behind a composite one. */
export interface Part extends CallJob {
  tool: ToolContract;
  opened: OpenedPart;
  resourceKind: string | undefined;
  report: RunReport;
}

export interface OpenedParts {
  parts: readonly Part[];
  /** Tools that refuse their arguments. */
  refused: readonly PartAnswer[];
}

/** Opens a part for each tool. Each must be closed. */
export function openParts(
  pending: PendingCall,
  tools: readonly ToolContract[],
  options: {
    callOpener: Pick<CallOpener, "ofPart">;
    /** Throws `invalid_input` for what the tool doesn't take. */
    argumentsFor: (tool: ToolContract) => Record<string, unknown>;
  },
): OpenedParts {
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
