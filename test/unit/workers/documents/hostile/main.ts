import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { createMetrics } from "#common/metrics.ts";
import { childrenOf } from "#test/support/process-family.ts";
import { residentBytes } from "#test/support/resident-bytes.ts";
import { somebody } from "#test/unit/call-fixture.ts";
import { createTextExtractor } from "#workers/documents/extract-text.ts";
import { workerMetrics } from "#workers/worker-metrics.ts";

// Reads each document of a folder, two at once, and those that are named .heavy two times more. Prints how each ended
// and what resident memory it took: node main.ts FOLDER. A process of its own, since making such documents takes as
// much.

const [folder = "."] = process.argv.slice(2);
const { metrics } = createMetrics(workerMetrics);
const extractor = createTextExtractor({ maxProcesses: 2, metrics });
/** For documents that would take all the time there is. */
const hasty = createTextExtractor({ maxProcesses: 1, metrics, timeoutMs: 1_500 });
const readers = () => childrenOf(process.pid).map(residentBytes);
const family = () => readers().reduce((sum, bytes) => sum + bytes, process.memoryUsage.rss());

const startBytes = family();
let highestReaderBytes = 0;
const watch = setInterval(() => {
  highestReaderBytes = Math.max(highestReaderBytes, ...readers());
}, 10);

async function read(file: string) {
  const { forCall } = file.endsWith(".endless") ? hasty : extractor;
  const { extractText } = forCall({ caller: somebody, signal: AbortSignal.timeout(60_000) });
  const bytes = new Uint8Array(readFileSync(join(folder, file)));
  const start = performance.now();
  const end = await extractText({ bytes, mediaType: "application/octet-stream" })
    .then(({ text }) => ({ characters: text.length }))
    .catch(({ code = "crash", message }: { code?: string; message: string }) => ({ code, message }));
  return { file, seconds: (performance.now() - start) / 1_000, ...end };
}

async function readAll(files: string[]): Promise<Awaited<ReturnType<typeof read>>[]> {
  const ends: Awaited<ReturnType<typeof read>>[] = [];
  const takeTurns = async () => {
    for (let file = files.shift(); file !== undefined; file = files.shift()) ends.push(await read(file));
  };
  await Promise.all([takeTurns(), takeTurns()]);
  return ends;
}

const files = readdirSync(folder);
const heavy = files.filter((file) => file.endsWith(".heavy"));
const ends = await readAll([...files]);
for (let round = 0; round < 2; round += 1) ends.push(...(await readAll([...heavy])));
clearInterval(watch);
// A worker has one extractor.
await hasty.close();
// A process that has nothing to do ends after ten seconds; a fresh one waits in place of the last.
for (let wait = 0; wait < 600 && family() - startBytes > 300_000_000; wait += 1) await delay(100);
console.log(JSON.stringify({ ends, endBytes: family() - startBytes, highestReaderBytes }));
await extractor.close();
