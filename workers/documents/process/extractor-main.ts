import { readSync, writeSync } from "node:fs";
import { extractDocument } from "#workers/documents/extract-document.ts";
import { type Frame, frameOf, frameStart, prefixBytes, readPrefix } from "./frames.ts";
import { answerFrame, documentHead, readyFrame } from "./protocol.ts";

// The entry point of a process that reads documents, one after the other, for the worker that started it.

/** Standard input. `process.stdin` is a stream and can't be read synchronously. */
const input = 0;
/** Nothing that a parser prints can get in here. */
const output = 3;

/** Ends the process when the worker has ended, for whatever reason. */
function readBytes(size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; ) {
    const count = readSync(input, bytes, at, size - at, null);
    if (count === 0) process.exit();
    at += count;
  }
  return bytes;
}

function writeBytes(bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(output, bytes, at);
}

function receiveFrame(): Frame {
  const lengths = readPrefix(readBytes(prefixBytes));
  const head = readBytes(lengths.headBytes);
  // A buffer of its own for the document, since a parser may take it over.
  return { ...frameOf(head, lengths), body: readBytes(lengths.bodyBytes) };
}

function sendFrame(head: object, body: readonly Uint8Array[] = []): void {
  const bodyBytes = body.reduce((sum, { length }) => sum + length, 0);
  writeBytes(frameStart(head, bodyBytes));
  for (const bytes of body) writeBytes(bytes);
}

sendFrame(readyFrame);
for (;;) {
  const { head, body } = receiveFrame();
  const { number, readingMs, ...source } = documentHead.parse(head);
  const until = performance.now() + readingMs;
  const isTimeUp = () => performance.now() > until;
  const answer = answerFrame(number, await extractDocument({ ...source, bytes: body, isTimeUp }));
  // The document's memory is held otherwise until V8 collects all garbage. A parser may have taken it over.
  const { buffer } = body;
  if (buffer instanceof ArrayBuffer && !buffer.detached) buffer.transfer(0);
  sendFrame(answer.head, answer.body);
}
