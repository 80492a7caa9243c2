import type { IncomingHttpHeaders } from "node:http";
import { maxGraphRequestIds, type RunReport } from "#common/queue/protocol.ts";
import type { ToolPermission } from "#common/tools/define-tool.ts";
import { graphRequestId } from "#workers/graph/graph-error.ts";

/** Collects a run's report for the audit log. */
export interface RunNotes {
  permissionUsed(permission: ToolPermission): void;
  /** Graph answered, with whatever status. */
  graphAnswered(headers: IncomingHttpHeaders): void;
  report(): RunReport;
}

/** The notes of one run. The first of Graph's request ids are kept, the rest are only counted. */
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
      // The requests of a batch share one.
      if (id === undefined || graphRequestIds.includes(id)) return;
      if (graphRequestIds.length < maxGraphRequestIds) graphRequestIds.push(id);
    },
    report: () => ({
      ...(queueWaitMs !== undefined && { queueWaitMs }),
      ...(permission !== undefined && { permission: [...permission] }),
      ...(graphRequests > 0 && { graphRequests, graphRequestIds }),
    }),
  };
}
