import type { IncomingHttpHeaders } from "node:http";
import { promisify } from "node:util";
import { gunzip, gunzipSync } from "node:zlib";
import type { Dispatcher } from "undici";
import { ToolError } from "#common/errors.ts";
import { BodyTooLargeError } from "#common/read-at-most.ts";
import type { Trace } from "#common/tracing/trace.ts";
import {
  AttemptFailure,
  deadlineExceeded,
  downloadTooSlow,
  networkErrorCode,
} from "#workers/resilience/attempt-failure.ts";
import type { GraphAnswer, GraphHttpRequest, GraphSend } from "#workers/resilience/graph-layer.ts";
import type { WorkerMetrics } from "#workers/worker-metrics.ts";
import { AddressRefused, type GraphPools } from "./graph-connections.ts";

export type HttpExchange = Pick<
  GraphHttpRequest,
  "dispatcher" | "origin" | "path" | "method" | "headers" | "body" | "maxBytes"
>;

const unpackBeside = promisify(gunzip);
/** Packed bytes that are unpacked at once: for them, the way to another thread and back takes twice the CPU. */
const maxBytesAtOnce = 32_768;

/** An answer that came packed. Rejects with `BodyTooLargeError` where it is larger than `maxBytes` unpacked. */
async function unpacked(answer: GraphAnswer, maxBytes: number): Promise<GraphAnswer> {
  const unpack = answer.body.byteLength > maxBytesAtOnce ? unpackBeside : gunzipSync;
  try {
    return { ...answer, body: await unpack(answer.body, { maxOutputLength: maxBytes, chunkSize: 65_536 }) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new BodyTooLargeError(`the body has more than ${maxBytes} bytes`);
  }
}

const givenUp = () => new DOMException("the request was given up", "AbortError");

/**
 * Sends one HTTP request and reads its whole answer, as it comes: redirects aren't followed, and nothing is unpacked
 * but gzip where the request accepts it.
 * Rejects with `BodyTooLargeError` beyond `maxBytes`, whatever length the answer declares; with undici's or Node's
 * error where the connection or the answer breaks; and with an `AbortError` when the signal aborts. Each of these
 * closes the connection, unless the request still waited for one: then it is never sent.
 *
 * By undici's `dispatch`, because `request` makes a stream for each answer, which costs more than reading it.
 * @param onBegun gets the headers of the answer as soon as they are there
 */
export function dispatchRequest(
  { dispatcher, origin, path, method, headers, body, maxBytes }: HttpExchange,
  { signal, onBegun }: { signal: AbortSignal; onBegun: (headers: IncomingHttpHeaders) => void },
): Promise<GraphAnswer> {
  if (signal.aborted) return Promise.reject(givenUp());
  const { promise, resolve, reject } = Promise.withResolvers<GraphAnswer>();
  const chunks: Buffer[] = [];
  let size = 0;
  let begun: Pick<GraphAnswer, "status" | "headers"> | undefined;
  let running: Dispatcher.DispatchController | undefined;

  signal.addEventListener("abort", () => (running === undefined ? reject(givenUp()) : running.abort(givenUp())));

  const handler: Dispatcher.DispatchHandler = {
    onRequestStart(controller) {
      // Given up while it waited for this connection, which an abort would close: to throw only leaves the request out.
      if (signal.aborted) throw givenUp();
      running = controller;
    },
    onResponseStart(_controller, status, received) {
      // An answer below 200 is followed by the real one (RFC 9110, 15.2).
      if (status < 200) return;
      begun = { status, headers: received };
      onBegun(received);
    },
    onResponseData(controller, chunk) {
      size += chunk.byteLength;
      if (size > maxBytes) controller.abort(new BodyTooLargeError(`the body has more than ${maxBytes} bytes`));
      else chunks.push(chunk);
    },
    onResponseEnd() {
      if (begun === undefined) return;
      const answer = { ...begun, body: Buffer.concat(chunks, size) };
      const isPacked = headers["accept-encoding"] !== undefined && begun.headers["content-encoding"] === "gzip";
      resolve(isPacked ? unpacked(answer, maxBytes) : answer);
    },
    onResponseError: (_controller, error) => reject(error),
  };
  dispatcher.dispatch({ origin, path, method, headers, body: body ?? null }, handler);
  return promise;
}

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
  return (request) => {
    const { method, workload, attempt } = request;
    const attributes = { workload, ...(attempt && { attempt }) };
    return trace(`graph ${method}`, { kind: "client", attributes }, async (span) => {
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
    });
  };
}
