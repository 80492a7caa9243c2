import type { IncomingHttpHeaders } from "node:http";
import { mostGraphRequestIds, type RunReport } from "#common/queue/run-report.ts";
import type { ToolPermission } from "#common/tools/define-tool.ts";
import { graphRequestId } from "./graph/graph-request-id.ts";

/** Collects what the audit log wants to know of one run. */
export interface RunNotes {
  permissionUsed(permission: ToolPermission): void;
  /** Graph answered, whatever it said. */
  graphAnswered(headers: IncomingHttpHeaders): void;
  report(): RunReport;
}

/** The notes of one run. Of Graph's request ids a bounded number is kept: the rest is counted. */
export function createRunNotes(queueWaitMs: number | undefined): RunNotes {
  const graphRequestIds: string[] = [];
  let graphRequests = 0;
  let permission: readonly string[] | undefined;
  return {
    permissionUsed({ scopes }) {
      permission = scopes;
    },
    graphAnswered(headers) {
      graphRequests += 1;
      const id = graphRequestId(headers);
      if (id !== undefined && graphRequestIds.length < mostGraphRequestIds) graphRequestIds.push(id);
    },
    report: () => ({
      ...(queueWaitMs !== undefined && { queueWaitMs }),
      ...(permission !== undefined && { permission: [...permission] }),
      ...(graphRequests > 0 && { graphRequests, graphRequestIds }),
    }),
  };
}
