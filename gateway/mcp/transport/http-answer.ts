import type { OutgoingHttpHeaders, ServerResponse } from "node:http";
import type { FastifyReply } from "fastify";
import type { ToolError } from "#common/errors.ts";

export interface ReaderLimits {
  /** A client that reads nothing for this long while we write is disconnected. Keep-alives are sent more often. */
  stallMs: number;
  /** A client for which something has waited each time that we looked for this long is disconnected. */
  behindMs: number;
}

export const readerLimits: ReaderLimits = { stallMs: 10_000, behindMs: 60_000 };

const looksPerBehind = 12;

/**
 * Disconnects the client of this answer when it does not read it, or reads too slowly: what it has not read stays in
 * this process' memory, however much that is.
 */
function cutOffSlowReader(answer: ServerResponse, { stallMs, behindMs }: ReaderLimits): void {
  const { socket } = answer;
  if (socket === null) return;
  const cutOff = () => socket.destroy();
  socket.setTimeout(stallMs, cutOff);
  let looksBehind = 0;
  const timer = setInterval(() => {
    looksBehind = answer.writableLength === 0 ? 0 : looksBehind + 1;
    if (looksBehind >= looksPerBehind) cutOff();
  }, behindMs / looksPerBehind);
  answer.once("close", () => clearInterval(timer));
  // Node itself sets the socket's timeout for an idle connection after the response.
  answer.once("finish", () => socket.off("timeout", cutOff));
}

/** More often than `readerLimits.stallMs`: a client that reads is never silent for so long. */
export const keepAliveMs = 4_000;

const streamHeaders = {
  "content-type": "text/event-stream",
  "cache-control": "no-cache, no-transform",
  "x-accel-buffering": "no",
};
const eventStart = Buffer.from("event: message\ndata: ");
const eventEnd = Buffer.from("\n\n");
/** `:` begins a comment in an event stream (HTML Living Standard, 9.2.5). */
const keepAlive = Buffer.from(": keepalive\n\n");

/**
 * The HTTP answer to one JSON-RPC request: JSON in one piece, or an event stream from the first event or keep-alive on.
 * Nothing is written before. What comes after its end is dropped.
 */
export interface HttpAnswer {
  /** Ends the holding: a keep-alive may start the answer from now on, and no refusal can replace it. */
  release(): void;
  /** Sends the refusal in place of a held answer. Returns false when it isn't held: the answer must then tell it. */
  refuse(refusal: ToolError): boolean;
  /** Whether a refusal can still replace the answer. */
  isHeld(): boolean;
  /** @param json a message, in parts of its text without line breaks */
  sendEvent(json: readonly Buffer[]): void;
  /** The last message. Its status has no effect on an event stream, which has begun with 200. */
  end(json: readonly Buffer[], status?: number): void;
  /** The client has gone. */
  abandon(): void;
}

interface HttpAnswerOptions {
  reply: FastifyReply;
  /** Holds the answer to a tools/call until the worker has exchanged the caller's token: a refusal is then a 401. */
  isHeld: boolean;
  /** Whether keep-alives begin with the request, and not only with the first event. */
  isKeptAlive: boolean;
  sendRefusal(refusal: ToolError): void;
  limits?: ReaderLimits;
}

export function createHttpAnswer(options: HttpAnswerOptions): HttpAnswer {
  const { reply, isHeld, isKeptAlive, sendRefusal, limits = readerLimits } = options;
  const { raw } = reply;
  let state: "held" | "open" | "streaming" | "over" = isHeld ? "held" : "open";
  let timer: NodeJS.Timeout | undefined;

  /** Fastify's way to a reply ends here: it takes one buffer, and a stream for events. Its headers are kept. */
  function begin(status: number, headers: OutgoingHttpHeaders): void {
    for (const [name, value] of Object.entries(reply.getHeaders())) {
      if (value !== undefined) raw.setHeader(name, value);
    }
    reply.hijack();
    raw.writeHead(status, headers);
    cutOffSlowReader(raw, limits);
  }

  /** All parts leave in one write, with the head before the first ones and the end after the last. */
  function write(parts: readonly Buffer[], isLast = false): void {
    raw.socket?.cork();
    for (const part of parts) raw.write(part);
    if (isLast) raw.end();
    else raw.socket?.uncork();
  }

  function keepStreamAlive(): void {
    timer ??= setInterval(() => {
      if (state === "held") return;
      beginStream();
      write([keepAlive]);
    }, keepAliveMs).unref();
  }

  function beginStream(): void {
    if (state === "streaming") return;
    state = "streaming";
    begin(200, streamHeaders);
    keepStreamAlive();
  }

  function close(): void {
    state = "over";
    clearInterval(timer);
  }

  if (isKeptAlive) keepStreamAlive();
  return {
    release() {
      if (state === "held") state = "open";
    },
    refuse(refusal) {
      if (state !== "held") return false;
      close();
      sendRefusal(refusal);
      return true;
    },
    isHeld: () => state === "held",
    sendEvent(json) {
      if (state === "over") return;
      beginStream();
      write([eventStart, ...json, eventEnd]);
    },
    end(json, status = 200) {
      if (state === "over") return;
      const isWhole = state !== "streaming";
      if (isWhole) {
        const length = json.reduce((bytes, part) => bytes + part.length, 0);
        begin(status, { "content-type": "application/json", "content-length": length });
      }
      close();
      write(isWhole ? json : [eventStart, ...json, eventEnd], true);
    },
    abandon: close,
  };
}
