import { readSync, writeSync } from "node:fs";
import { type Frame, frameOf, frameStart, prefixBytes, readPrefix } from "./frames.ts";

// The channel of a process that reads documents, which has nothing else to do while it waits.

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

export function receiveFrame(): Frame {
  const lengths = readPrefix(readBytes(prefixBytes));
  const head = readBytes(lengths.headBytes);
  // A buffer of its own for the document, since a parser may take it over.
  return { ...frameOf(head, lengths), body: readBytes(lengths.bodyBytes) };
}

export function sendFrame(head: object, body: readonly Uint8Array[] = []): void {
  writeBytes(
    frameStart(
      head,
      body.reduce((sum, { length }) => sum + length, 0),
    ),
  );
  for (const bytes of body) writeBytes(bytes);
}
