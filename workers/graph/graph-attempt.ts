import type { IncomingHttpHeaders } from "node:http";
import { ToolError } from "#common/errors.ts";
import { BodyTooLargeError } from "#common/read-at-most.ts";
import type { Span, Trace } from "#common/tracing/trace.ts";
import {
  AttemptFailure,
  deadlineExceeded,
  downloadTooSlow,
  networkErrorCode,
} from "#workers/resilience/attempt-failure.ts";
import type { GraphAnswer, GraphHttpRequest, GraphSend } from "#workers/resilience/graph-layer.ts";
import type { WorkerMetrics } from "#workers/worker-metrics.ts";
import { dispatchRequest } from "./dispatch-request.ts";
import { AddressRefused } from "./download-connector.ts";
import type { GraphPools } from "./graph-pools.ts";

/** Longest duration of one attempt, to its last byte. A download may take what is left of the call's time. */
const ordinaryLimitMs = 10_000;

function statusClass(status: number): string {
  return status === 429 ? "429" : `${Math.floor(status / 100)}xx`;
}

function tooLarge(maxBytes: number): ToolError {
  const megabytes = Math.max(1, Math.round(maxBytes / 1_000_000));
  return new ToolError("too_large", `This is larger than ${megabytes} MB, which is the limit.`);
}

/** The error of an attempt without an answer. A limit set by the caller's deadline says nothing about Graph. */
function failureOf(
  error: unknown,
  { call, maxBytes, isDownload = false }: GraphHttpRequest,
  limit: { isOver: boolean; isDeadline: boolean; hasBegun: boolean },
): unknown {
  if (error instanceof AddressRefused) return error;
  if (error instanceof BodyTooLargeError) return tooLarge(maxBytes);
  if (call.signal.aborted || (limit.isOver && limit.isDeadline)) {
    return isDownload ? downloadTooSlow() : deadlineExceeded();
  }
  if (limit.isOver) return new AttemptFailure("timeout");
  const code = networkErrorCode(error);
  return code === undefined ? error : new AttemptFailure("network", code, { isBrokenOff: limit.hasBegun });
}

/**
 * Sends one HTTP request, limited in time and size, never past the deadline, and within the share of its tenant.
 * @param attemptLimitMs for tests
 */
export function createHttpSend({
  now,
  sharesOf,
  attemptLimitMs = ordinaryLimitMs,
}: { now: () => number; attemptLimitMs?: number | undefined } & Pick<GraphPools, "sharesOf">): GraphSend {
  return async (request) => {
    const { call, isDownload = false, onAnswer } = request;
    const leftMs = call.deadlineMs - now();
    if (leftMs <= 0 || call.signal.aborted) throw deadlineExceeded();
    const limitMs = isDownload ? leftMs : Math.min(leftMs, attemptLimitMs);
    const over = new AbortController();
    const end = () => over.abort();
    let isTimeUp = false;
    const timer = setTimeout(() => {
      isTimeUp = true;
      end();
    }, limitMs);
    call.signal.addEventListener("abort", end);
    let begun: IncomingHttpHeaders | undefined;
    const onBegun = (headers: IncomingHttpHeaders) => {
      begun = headers;
    };
    const send = () => dispatchRequest(request, { signal: over.signal, onBegun });
    try {
      return await sharesOf(request.dispatcher)(call.caller.tenantId, over.signal, send);
    } catch (error) {
      const limit = { isOver: isTimeUp, isDeadline: limitMs === leftMs, hasBegun: begun !== undefined };
      throw failureOf(error, request, limit);
    } finally {
      clearTimeout(timer);
      call.signal.removeEventListener("abort", end);
      if (begun !== undefined) onAnswer?.(begun);
    }
  };
}

/** The innermost layer: one attempt at a request, with its span and its metric. */
export function createGraphAttempt(
  send: GraphSend,
  { metrics, trace, now }: { metrics: WorkerMetrics; trace: Trace; now: () => number },
): GraphSend {
  async function attempt(request: GraphHttpRequest, span: Span): Promise<GraphAnswer> {
    const { workload } = request;
    const startedMs = now();
    let status = "error";
    try {
      const answer = await send(request);
      status = statusClass(answer.status);
      return answer;
    } finally {
      span.set({ status });
      if (status !== "2xx" && status !== "3xx") span.fail(status);
      metrics.graphRequestSeconds.observe({ workload, status }, (now() - startedMs) / 1000);
    }
  }

  return (request) => {
    const { method, workload, attempt: number } = request;
    const attributes = { workload, ...(number && { attempt: number }) };
    return trace(`graph ${method}`, { kind: "client", attributes }, (span) => attempt(request, span));
  };
}
