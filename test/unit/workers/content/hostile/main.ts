import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { createMetrics } from "#common/metrics.ts";
import { createTextExtractor } from "#workers/content/extract-text.ts";

// Reads each document of a folder as often as is said, in a process that does nothing else, and prints what resident
// memory it took: node main.ts FOLDER ROUNDS. A process of its own, since making such documents takes as much.

const [folder = ".", rounds = "1"] = process.argv.slice(2);
const startBytes = process.memoryUsage.rss();
const extractor = createTextExtractor({ threads: 1, metrics: createMetrics("workers").metrics });
const ends: string[] = [];
for (let round = 0; round < Number(rounds); round += 1) {
  for (const file of readdirSync(folder)) {
    const bytes = new Uint8Array(readFileSync(join(folder, file)));
    const end = await extractor
      .extractText({ bytes, mediaType: "" }, { signal: AbortSignal.timeout(20_000) })
      .then(() => "text")
      .catch((error: { code?: string }) => error.code ?? "crash");
    ends.push(end);
  }
}
await extractor.close();
// V8 and the C library give back what is free after a few seconds.
for (let wait = 0; wait < 100 && process.memoryUsage.rss() > startBytes * 2; wait += 1) await delay(100);
console.log(JSON.stringify({ ends, startBytes, endBytes: process.memoryUsage.rss() }));
