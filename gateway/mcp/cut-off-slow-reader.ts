import type { ServerResponse } from "node:http";

export interface ReaderLimits {
  /** A client that reads nothing for this long while we write is disconnected. Keep-alives are sent more often. */
  stallMs: number;
  /** A client for which something has waited each time that we looked for this long is disconnected. */
  behindMs: number;
}

export const readerLimits: ReaderLimits = { stallMs: 10_000, behindMs: 60_000 };

const looksPerBehind = 12;

/**
 * From now on, disconnects the client of this answer when it does not read it, or reads too slowly: what it has not
 * read stays in this process' memory, however much that is.
 */
export function cutOffSlowReader(answer: ServerResponse, { stallMs, behindMs }: ReaderLimits): void {
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
  // After the response Node sets the socket's timeout for an idle connection itself.
  answer.once("finish", () => socket.off("timeout", cutOff));
}
