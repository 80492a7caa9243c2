import type { IncomingHttpHeaders } from "node:http";
import type { Dispatcher } from "undici";
import type { Service } from "#common/workload.ts";
import type { RunningCall } from "#workers/slots/run-slot.ts";

/** One HTTP request of a call, on its way through the layers. */
export interface GraphHttpRequest {
  call: RunningCall;
  /** The connection pool to use: Graph's own, or the one for file downloads. */
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
  workload: Service;
  /**
   * Whether the answer is the bytes of a file, or leads to them. They may take as long as the call lasts: how long says
   * something about the file, not about the service.
   */
  isDownload?: boolean;
  /** Whether a smaller request follows when this one is too much: then it is not tried again after it took long. */
  hasFallback?: boolean;
  /** Sent with others in one `$batch` (`graph-batch.ts`). */
  isBatched?: boolean;
  /** The number of this try, from 1; set by the retry layer. */
  attempt?: number;
  /** Gets the headers of each attempt's answer. */
  onAnswer?: (headers: IncomingHttpHeaders) => void;
}

/** An answer that was read completely, whatever its status. */
export interface GraphAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** The answer to a whole `$batch`, of which another request of the same workload has told the breaker. */
  isBatchCopy?: boolean;
}

/**
 * Sends a request. Resolves with any HTTP answer; rejects with an `AttemptFailure` where there was none, and with a
 * `ToolError` where a retry does not help.
 */
export type GraphSend = (request: GraphHttpRequest) => Promise<GraphAnswer>;

/** One layer of resilience: wraps a way of sending in another. */
export type GraphLayer = (next: GraphSend) => GraphSend;
