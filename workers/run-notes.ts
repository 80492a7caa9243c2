import type { IncomingHttpHeaders } from "node:http";
import { mostGraphRequestIds, type RunReport } from "#common/queue/run-report.ts";
import type { ToolPermission } from "#common/tools/define-tool.ts";

/** Collects what the audit log wants to know of one run. */
export interface RunNotes {
  permissionUsed(permission: ToolPermission): void;
  /** Graph answered, whatever it said. */
  graphAnswered(headers: IncomingHttpHeaders): void;
  report(): RunReport;
}

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The notes of one run. Graph's `request-id` is taken only as the GUID that it is
 * (https://learn.microsoft.com/graph/errors#http-status-codes), and a bounded number of them: the rest is counted.
 */
export function createRunNotes(queueWaitMs: number | undefined): RunNotes {
  const graphRequestIds: string[] = [];
  let graphRequests = 0;
  let permission: readonly string[] | undefined;
  return {
    permissionUsed({ scopes }) {
      permission = scopes;
    },
    graphAnswered({ "request-id": header }) {
      graphRequests += 1;
      const id = typeof header === "string" ? header.toLowerCase() : "";
      if (guid.test(id) && graphRequestIds.length < mostGraphRequestIds) graphRequestIds.push(id);
    },
    report: () => ({
      ...(queueWaitMs !== undefined && { queueWaitMs }),
      ...(permission !== undefined && { permission: [...permission] }),
      ...(graphRequests > 0 && { graphRequests, graphRequestIds }),
    }),
  };
}
