import { readSync } from "node:fs";
import { extractDocument } from "#workers/documents/extract-document.ts";
import { documentHead, type Extraction } from "./protocol.ts";

// The entry point of a process that reads documents, one after the other, for the worker that started it.

/** File descriptor of standard input. `process.stdin` is a stream and can't be read synchronously. */
const input = 0;

/** Blocks until all bytes are there. This process has nothing else to do. */
function readInput(size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; ) {
    const count = readSync(input, bytes, at, size - at, null);
    if (count === 0) process.exit();
    at += count;
  }
  return bytes;
}

const answer = (message: "ready" | Extraction) => process.send?.(message);

process.on("message", (message) => {
  const { size, ...document } = documentHead.parse(message);
  void extractDocument({ ...document, bytes: readInput(size) }).then(answer);
});
// Only the IPC channel keeps this process alive. When the worker ends, for whatever reason, this process ends too.
answer("ready");
