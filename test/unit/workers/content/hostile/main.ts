import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { createMetrics } from "#common/metrics.ts";
import { createTextExtractor } from "#workers/content/extract-text.ts";

// Reads each document of a folder as often as is said, in a process that does nothing else, and prints what resident
// memory it took: node main.ts FOLDER ROUNDS. A process of its own, since making such documents takes as much.

const [folder = ".", rounds = "1"] = process.argv.slice(2);
/** After the first round: V8 and the C library keep some of what one round took, for the next. */
let firstRoundBytes = 0;
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
  if (round === 0) firstRoundBytes = process.memoryUsage.rss();
}
await extractor.close();
// What is free is given back after a few seconds.
for (let wait = 0; wait < 100 && process.memoryUsage.rss() > firstRoundBytes; wait += 1) await delay(100);
console.log(JSON.stringify({ ends, firstRoundBytes, endBytes: process.memoryUsage.rss() }));
