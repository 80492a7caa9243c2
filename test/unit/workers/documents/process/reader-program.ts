import { startExtractorProcess } from "#workers/documents/process/extractor-process.ts";
import { spawnExtractor } from "#workers/documents/process/spawn-extractor.ts";

/** What a program in the place of a reader has at hand: the channel, and the documents one by one. */
const tools = `
  const say = (bytes) => {
    for (let at = 0; at < bytes.length; ) at += fs.writeSync(3, bytes, at);
  };
  const frame = (head, body = "") => {
    const parts = [Buffer.from(JSON.stringify(head)), Buffer.from(body)];
    const prefix = Buffer.alloc(8);
    parts.forEach(({ length }, at) => prefix.writeUInt32BE(length, at * 4));
    return Buffer.concat([prefix, ...parts]);
  };
  const take = (size) => {
    const bytes = Buffer.alloc(size);
    for (let at = 0; at < size; ) {
      const count = fs.readSync(0, bytes, at, size - at, null);
      if (count === 0) process.exit();
      at += count;
    }
    return bytes;
  };
  const takeDocument = () => {
    const prefix = take(8);
    take(prefix.readUInt32BE(0));
    take(prefix.readUInt32BE(4));
  };
  const pause = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
  const text = { kind: "text", number: 1, format: "html", detectedType: "text/html" };
`;

/** A program in the place of a reader, which waits when it has done its work. */
export function startReaderProgram(work: string) {
  return startExtractorProcess(() => spawnExtractor({ program: ["--eval", `${tools}${work}; take(1);`] }));
}
