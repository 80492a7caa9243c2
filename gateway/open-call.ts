import type { Asked, AssertedCall, Call, Caller } from "#common/call.ts";
import { ToolError } from "#common/errors.ts";
import type { Progress } from "#common/progress.ts";
import { parseTraceparent, type TracePoint } from "#common/tracing/trace.ts";

/**
 * The trace context of a client. Its sampled flag is ignored: otherwise every client could have all of its calls
 * sampled.
 */
export function clientTracePoint(value: unknown): TracePoint | undefined {
  const point = parseTraceparent(value);
  return point === undefined ? undefined : { ...point, isSampled: false };
}

/** The `traceparent` for the next process. */
export function formatTraceparent({ traceId, spanId, isSampled }: TracePoint): string {
  return `00-${traceId}-${spanId}-${isSampled ? "01" : "00"}`;
}

/** The name under which calls of unknown tools are counted, audited and traced. */
export const unknownTool = "other";

/** The client went away or cancelled: there is nobody to answer. */
export class CallCancelledError extends Error {
  override name = "CallCancelledError";
}

/** An open call: its signal aborts at its deadline, when its client cancels it, or when its tenant is off-boarded. */
interface OpenedCall {
  call: Call;
  /** The client cancelled the call. */
  cancel(): void;
  /** Stops its timer; must be called when the call has ended. */
  close(): void;
}

/** A call that waits for its answer, with what else its worker needs. */
export interface PendingCall extends AssertedCall {
  /** A tool's arguments, as the client sent them. */
  input?: unknown;
  /** Whether it asks Microsoft 365 to search by meaning, which is counted. */
  isByMeaning?: boolean | undefined;
  /** The answer is for a composite tool. */
  asPart?: true;
  /** The trace that the client names, if it names one. */
  trace?: TracePoint | undefined;
  /** The worker has exchanged the caller's token. */
  onSignedIn?(): void;
  /** Makes room for so many bytes more of the answer; throws the error to answer instead when there is none. */
  holdAnswer?(bytes: number): void;
  /** Left out when the client does not ask for progress. */
  onProgress?: ((progress: Progress) => void) | undefined;
}

/** A part of a call: a call of a tool of its own. */
export type OpenedPart = Pick<OpenedCall, "call" | "close">;

export interface CallOpener {
  /** A call of a tool. An unknown tool is recorded as `unknownTool`. */
  ofTool(tool: string, caller: Caller): OpenedCall;
  /**
   * A part of an open call. It ends with the call; its own deadline is a little earlier, so that the call can still be
   * answered without it.
   */
  ofPart(whole: Call, tool: string): OpenedPart;
  /** A call that asks which Graph permissions the caller has. */
  ofGrantedScopes(caller: Caller, timeoutMs: number): OpenedCall;
  /** Ends the open calls of a tenant that is refused now, with that refusal. Returns how many. */
  endCallsOf(tenantId: string): number;
}

/** The share of the time that a call has left in which its parts must answer. */
const partShare = 0.96;

const tooLate = (timeoutMs: number) =>
  new ToolError(
    "deadline_exceeded",
    `Microsoft 365 did not answer within ${timeoutMs / 1_000} seconds. ` +
      "Ask for less (fewer results, a shorter period) or try again.",
  );

/**
 * Creates calls, each with an id, a deadline, and a signal that aborts with `deadline_exceeded` at the deadline, or
 * with `CallCancelledError` when the call is cancelled.
 * @param refusalOf why no call of the tenant may run; asked when a call is opened, since its request may have been let
 * in before the tenant was suspended
 * @param redisNow Unix milliseconds of Redis' clock
 */
export function createCallOpener(options: {
  toolNames: Iterable<string>;
  callTimeoutMs: number;
  refusalOf: (tenantId: string) => ToolError | undefined;
  newRequestId: () => string;
  redisNow: () => number;
}): CallOpener {
  const { callTimeoutMs, refusalOf, newRequestId, redisNow } = options;
  const toolNames = new Set(options.toolNames);
  const openCalls = new Map<AbortController, string>();

  function endIfRefused(controller: AbortController, tenantId: string): void {
    const refusal = refusalOf(tenantId);
    if (refusal !== undefined) controller.abort(refusal);
  }

  function begin(asked: Asked, caller: Caller, timeoutMs: number) {
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(tooLate(timeoutMs)), timeoutMs);
    const deadlineMs = redisNow() + timeoutMs;
    const call: Call = { ...asked, requestId: newRequestId(), caller, deadlineMs, signal: controller.signal };
    return { call, controller, timer };
  }

  function open(asked: Asked, caller: Caller, timeoutMs: number): OpenedCall {
    const { call, controller, timer } = begin(asked, caller, timeoutMs);
    openCalls.set(controller, caller.tenantId);
    endIfRefused(controller, caller.tenantId);
    return {
      call,
      cancel: () => controller.abort(new CallCancelledError()),
      close() {
        clearTimeout(timer);
        openCalls.delete(controller);
      },
    };
  }

  function openPart(whole: Call, tool: string): OpenedPart {
    const { caller, signal } = whole;
    // Whole tenths of a second: it is said in words.
    const timeoutMs = Math.max(0, Math.floor(((whole.deadlineMs - redisNow()) * partShare) / 100) * 100);
    const { call, controller, timer } = begin({ kind: "tool", tool }, caller, timeoutMs);
    const endWithWhole = () => controller.abort(signal.reason);
    if (signal.aborted) endWithWhole();
    else signal.addEventListener("abort", endWithWhole, { once: true });
    return {
      call,
      close() {
        clearTimeout(timer);
        signal.removeEventListener("abort", endWithWhole);
      },
    };
  }

  return {
    ofPart: openPart,
    ofTool: (tool, caller) =>
      open({ kind: "tool", tool: toolNames.has(tool) ? tool : unknownTool }, caller, callTimeoutMs),
    ofGrantedScopes: (caller, timeoutMs) => open({ kind: "granted-scopes" }, caller, timeoutMs),
    endCallsOf(tenantId) {
      const theirs = [...openCalls].filter(([, itsTenantId]) => itsTenantId === tenantId);
      for (const [controller] of theirs) endIfRefused(controller, tenantId);
      return theirs.length;
    },
  };
}
