import type { IncomingHttpHeaders } from "node:http";
import type { AssertedCall } from "#common/call.ts";
import type { ToolError } from "#common/errors.ts";
import type { Progress } from "#common/progress.ts";
import { type JobContent, maxGraphRequestIds, type RunReport } from "#common/queue/protocol.ts";
import type { ToolPermission } from "#common/tools/define-tool.ts";
import type { Incomplete } from "#common/tools/schemas/results.ts";
import { graphRequestId } from "./graph/graph-error.ts";
import type { RunningCall } from "./slots/run-slot.ts";

/** The gateway's reply stream no longer exists, so nobody waits for the answer. */
export class GatewayGoneError extends Error {
  override name = "GatewayGoneError";
}

/** The reason with which a call's signal aborts when this worker stops and the caller still waits. */
export class WorkerStoppingError extends Error {
  override name = "WorkerStoppingError";
}

/**
 * Destination of a run's answer; `output` or `error` ends it. Each method rejects with `GatewayGoneError` when nobody
 * waits any more, after aborting the call's signal, and with Redis' error when Redis did not take the frame.
 */
export interface RunReply {
  signedIn(): Promise<void>;
  progress(progress: Progress): Promise<void>;
  output(bytes: Buffer, report: RunReport): Promise<void>;
  error(error: ToolError, report?: RunReport): Promise<void>;
}

/** One attempt of a worker at a call. */
export interface Run extends AssertedCall {
  call: RunningCall;
  /** The tool's arguments; undefined for a call that runs no tool. */
  input: unknown;
  wantsProgress: boolean;
  /** The answer is for a composite tool: it is sent as an object. */
  asPart?: true | undefined;
  /** The sensitivity labels whose items the caller's tenant denies to the connector: GUIDs in lower case. */
  deniedLabels?: readonly string[] | undefined;
  /** Whether the tenant lets Microsoft 365 search by meaning for this call; undefined where it doesn't. */
  retrieval?: JobContent["retrieval"];
  /** 1 for the first attempt at the job, one more each time that another worker takes it over. */
  number: number;
  /** W3C trace context of the gateway's span. */
  traceparent?: string | undefined;
  /** How long the call waited for its first attempt; undefined in a later one. */
  queueWaitMs: number | undefined;
  reply: RunReply;
}

/** Runs a call to its end: always answers through `reply` unless nobody waits for this run. Never rejects. */
export type RunCall = (run: Run) => Promise<void>;

/** A run's report for the audit log, as it is collected. */
export type RunNotes = ReturnType<typeof createRunNotes>;

/** The notes of one run. The first of Graph's request ids are kept, the rest are only counted. */
export function createRunNotes(queueWaitMs: number | undefined) {
  const graphRequestIds: string[] = [];
  let graphRequests = 0;
  let permission: readonly string[] | undefined;
  return {
    permissionUsed({ scopes }: ToolPermission): void {
      permission = scopes;
    },
    /** Graph answered, with whatever status. */
    graphAnswered(headers: IncomingHttpHeaders): void {
      graphRequests += 1;
      const id = graphRequestId(headers);
      // The requests of a batch share one.
      if (id === undefined || graphRequestIds.includes(id)) return;
      if (graphRequestIds.length < maxGraphRequestIds) graphRequestIds.push(id);
    },
    report: (): RunReport => ({
      ...(queueWaitMs !== undefined && { queueWaitMs }),
      ...(permission !== undefined && { permission: [...permission] }),
      ...(graphRequests > 0 && { graphRequests, graphRequestIds }),
    }),
  };
}

/** What a run's answer lacks for reasons that its handler does not know of. */
export type UnreadableItems = ReturnType<typeof createUnreadableItems>;

const itemsUnreadable = (count: number): Incomplete => ({
  reason:
    `${count === 1 ? "One item is" : `${count} items are`} left out: Microsoft 365 did not say what identifies ` +
    (count === 1 ? "it." : "them."),
});

export function createUnreadableItems() {
  let items = 0;
  return {
    /** Counts items that could not be read, because Graph's answer lacks what identifies them. */
    items(count: number): void {
      items += count;
    },
    /** The handler runs from the beginning. */
    reset(): void {
      items = 0;
    },
    incomplete: (): Incomplete | undefined => (items > 0 ? itemsUnreadable(items) : undefined),
  };
}
