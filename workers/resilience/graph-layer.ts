import type { IncomingHttpHeaders } from "node:http";
import type { Dispatcher } from "undici";
import type { Call } from "#common/call.ts";
import type { Workload } from "#common/workload.ts";

/** One HTTP request of a call, on its way through the layers. */
export interface GraphHttpRequest {
  call: Call;
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
  /** The service that answers, with its own limits and breaker. */
  workload: Workload;
  /** Which try this is, from 1, once the retry layer has seen it. */
  attempt?: number;
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
export type GraphSend = (request: GraphHttpRequest) => Promise<GraphAnswer>;

/** One step of resilience: it wraps a way of sending in another. */
export type GraphLayer = (next: GraphSend) => GraphSend;
