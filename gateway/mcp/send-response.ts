import { Readable } from "node:stream";
import type { FastifyReply } from "fastify";
import type { ToolError } from "#common/errors.ts";
import { cutOffSlowReader, type ReaderLimits, readerLimits } from "./cut-off-slow-reader.ts";
import type { OutputSplice } from "./output-splice.ts";
import type { ResponseHold } from "./response-hold.ts";

/** More often than `readerLimits.stallMs`: a client that reads is never silent for so long. */
export const keepAliveMs = 4_000;

/** `:` begins a comment in an event stream (HTML Living Standard, 9.2.5). */
const commentStart = 0x3a;

type Chunk = { done: boolean; value?: Uint8Array | undefined };

export interface HeldResponse {
  reply: FastifyReply;
  /** The MCP SDK's answer. */
  served: Promise<Response>;
  splice: OutputSplice;
  /** Undefined: the answer may start at once. */
  hold: ResponseHold | undefined;
  onRefusal(refusal: ToolError): FastifyReply;
  /** For tests; `readerLimits` otherwise. */
  limits?: ReaderLimits;
}

/** The refusal, if one comes before `first` settles or the hold is released. */
async function refusalBefore(first: Promise<unknown>, hold: ResponseHold | undefined): Promise<ToolError | undefined> {
  return hold === undefined ? undefined : await Promise.race([hold.settled, first.then(() => undefined)]);
}

/**
 * The first chunk other than a keep-alive. A keep-alive (a comment) would commit the answer, so it is dropped while a
 * refusal is still possible.
 */
async function firstChunk(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  hold: ResponseHold | undefined,
): Promise<Chunk> {
  for (;;) {
    const chunk: Chunk = await reader.read();
    const isComment = chunk.value?.[0] === commentStart;
    if (chunk.done || !isComment || hold?.isOpen() !== true) return chunk;
  }
}

async function* chunksOf(
  first: Promise<Chunk>,
  reader: ReadableStreamDefaultReader<Uint8Array>,
  splice: OutputSplice,
): AsyncGenerator<Uint8Array> {
  try {
    for (let chunk = await first; !chunk.done; chunk = await reader.read()) {
      if (chunk.value !== undefined) yield splice.fill(chunk.value);
    }
    splice.end();
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/**
 * Sends the MCP SDK's answer, without its `Connection` header, which concerns only the client and this process
 * (RFC 9110, 7.6.1). Nothing is written before the SDK's first content or the release of the hold: a refusal that comes
 * before is sent instead.
 */
export async function sendResponse(held: HeldResponse): Promise<FastifyReply> {
  const { reply, served, splice, hold, onRefusal, limits = readerLimits } = held;
  // When a refusal is sent instead, the answer's failure must not become an unhandled rejection.
  served.catch(() => undefined);
  const early = await refusalBefore(served, hold);
  if (early !== undefined) return onRefusal(early);
  const response = await served;
  reply.code(response.status);
  for (const [name, value] of response.headers) if (name !== "connection") reply.header(name, value);

  if (response.body === null || !response.headers.get("content-type")?.startsWith("text/event-stream")) {
    const body = splice.fill(await response.bytes());
    splice.end();
    cutOffSlowReader(reply.raw, limits);
    return reply.send(body);
  }
  const reader: ReadableStreamDefaultReader<Uint8Array> = response.body.getReader();
  const first = firstChunk(reader, hold);
  first.catch(() => undefined);
  const late = await refusalBefore(first, hold);
  if (late !== undefined) {
    reader.cancel().catch(() => undefined);
    for (const name of response.headers.keys()) reply.removeHeader(name);
    return onRefusal(late);
  }
  cutOffSlowReader(reply.raw, limits);
  return reply.send(Readable.from(chunksOf(first, reader, splice), { objectMode: false }));
}
