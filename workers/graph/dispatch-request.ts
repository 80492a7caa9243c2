import type { IncomingHttpHeaders } from "node:http";
import { promisify } from "node:util";
import { gunzip, gunzipSync } from "node:zlib";
import type { Dispatcher } from "undici";
import { BodyTooLargeError } from "#common/read-at-most.ts";
import type { GraphAnswer, GraphHttpRequest } from "#workers/resilience/graph-layer.ts";

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
      // Before 200, the answer is still to come (RFC 9110, 15.2).
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
