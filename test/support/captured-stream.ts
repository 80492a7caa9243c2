import { Writable } from "node:stream";

/** A standard output in memory; one of a terminal takes colours. */
export function capturedStream({ isTTY = false } = {}) {
  let written = "";
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      written += chunk;
      done();
    },
  });
  const asOutput = Object.assign(stream, { isTTY, columns: 80, getColorDepth: () => (isTTY ? 4 : 1) });
  // As much of an output as is written to.
  return { stream: asOutput as unknown as NodeJS.WriteStream, written: () => written };
}
