import { readSync } from "node:fs";
import { extractDocument } from "#workers/documents/extract-document.ts";
import { documentHead, type Extraction } from "./protocol.ts";

// A process that reads documents, one after the other, for the worker that started it. See extractor-process.ts.

/** Standard input as it is: `process.stdin` would make a stream of it, which does not wait. */
const input = 0;

/** Waits for them; there is nothing else to do here. */
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
// The channel to the worker is all that keeps this process: when the worker ends, however it ends, so does this.
answer("ready");
