import type { IncomingHttpHeaders } from "node:http";
import type { Dispatcher } from "undici";
import type { Workload } from "#common/workload.ts";

/** One HTTP request of one tool call, on its way through the layers. */
export interface GraphCall {
  /** Whose pools of connections it takes; Graph's own, or the one for file downloads. */
  dispatcher: Dispatcher;
  origin: string;
  /** Path and query, encoded. */
  path: string;
  method: "GET" | "POST";
  headers: Readonly<Record<string, string>>;
  body?: string;
  /** The largest answer that is read; `too_large` beyond. */
  maxBytes: number;
  workload: Workload;
  /** Which try this is, from 1, once the retry layer has seen it. */
  attempt?: number;
  tenantId: string;
  userId: string;
  /** When nobody waits any more, Unix milliseconds. */
  deadlineMs: number;
  /** Aborts when nobody waits any more. */
  signal: AbortSignal;
  /** Told of the headers of each answer, attempt by attempt. */
  onAnswer?: (headers: IncomingHttpHeaders) => void;
}

/** An answer that was read to its last byte, whatever its status. */
export interface GraphAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/**
 * Sends a request. Resolves with any HTTP answer; rejects with an `AttemptFailure` where there was none, and with a
 * `ToolError` where trying again is of no use.
 */
export type GraphSend = (call: GraphCall) => Promise<GraphAnswer>;

/** One step of resilience: it wraps a way of sending in another. */
export type GraphLayer = (next: GraphSend) => GraphSend;
