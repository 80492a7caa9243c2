import { createMetrics } from "#common/metrics.ts";
import { childrenOf } from "#test/support/process-family.ts";
import { residentBytes } from "#test/support/resident-bytes.ts";
import { somebody } from "#test/unit/call-fixture.ts";
import { createTextExtractor } from "#workers/documents/extract-text.ts";
import { workerMetrics } from "#workers/worker-metrics.ts";
import { describeMachine } from "../machine.ts";
import { reportResult } from "../result-file.ts";
import { type ReferenceDocument, referenceDocuments } from "./documents.ts";
import { scoreStructure } from "./structure.ts";
import { scoreTokens } from "./token-score.ts";

// npm run bench:extract: how well and how fast documents become text, per format, each through the product's pool.

const rounds = 3;
/** On average over the documents of a format. */
const leastRecall = 0.95;
const leastPrecision = 0.9;
const leastStructure = 0.95;
const rounded = (value: number, digits = 3) => Number(value.toFixed(digits));
/** Resident memory, that of the processes that read included. */
const memory = () =>
  childrenOf(process.pid)
    .map(residentBytes)
    .reduce((sum, bytes) => sum + bytes, process.memoryUsage.rss());
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

async function measureFormat(format: string, documents: readonly ReferenceDocument[]) {
  const extractor = createTextExtractor({ maxProcesses: 1, metrics: createMetrics(workerMetrics).metrics });
  const before = memory();
  let peak = before;
  const watch = setInterval(() => {
    peak = Math.max(peak, memory());
  }, 5);
  const scores = [];
  const facts = { kept: 0, lost: [] as string[] };
  const firstMs: number[] = [];
  const warmMs: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const document of documents) {
      const { name, bytes } = document;
      const since = performance.now();
      const { extractText } = extractor.forCall({ caller: somebody, signal: AbortSignal.timeout(20_000) });
      const { text } = await extractText({ bytes, mediaType: "", name });
      (round === 0 ? firstMs : warmMs).push(performance.now() - since);
      if (round > 0) continue;
      scores.push({ name, ...scoreTokens(text, document) });
      const { kept, lost } = scoreStructure(text, document.facts);
      facts.kept += kept.length;
      facts.lost.push(...lost.map(({ of, texts }) => `${name}, ${of}: ${texts.join(" … ")}`));
    }
  }
  clearInterval(watch);
  await extractor.close();
  return {
    format,
    documents: documents.length,
    recall: rounded(mean(scores.map(({ recall }) => recall))),
    precision: rounded(mean(scores.map(({ precision }) => precision))),
    kept: facts.kept,
    facts: facts.kept + facts.lost.length,
    firstMs: rounded(mean(firstMs), 1),
    warmMs: rounded(mean(warmMs), 1),
    peakMemoryMb: rounded((peak - before) / 1e6, 1),
    lowest: scores
      .filter(({ recall, precision }) => recall < leastRecall || precision < leastPrecision)
      .map(({ name, recall, precision }) => ({ name, recall: rounded(recall), precision: rounded(precision) })),
    lost: facts.lost,
  };
}

const machine = describeMachine();
const results: Awaited<ReturnType<typeof measureFormat>>[] = [];
for (const [format, ofFormat] of Map.groupBy(referenceDocuments(), (document) => document.format)) {
  results.push(await measureFormat(format, ofFormat));
}
console.table(results.map(({ lowest: _lowest, lost: _lost, ...columns }) => columns));
reportResult("extract", {
  command: "npm run bench:extract",
  machine,
  claims: [
    ...results.map(({ format, recall }) => ({
      says: `words of ${format} documents found in their texts`,
      measured: recall,
      unit: "of 1",
      least: leastRecall,
    })),
    ...results.map(({ format, precision }) => ({
      says: `words of texts that their ${format} documents have`,
      measured: precision,
      unit: "of 1",
      least: leastPrecision,
    })),
    ...results
      .filter(({ facts }) => facts > 0)
      .map(({ format, kept, facts }) => ({
        says: `facts of the structure of ${format} documents that their texts keep, ${kept} of ${facts}`,
        measured: rounded(kept / facts),
        unit: "of 1",
        least: leastStructure,
      })),
    {
      says: "a document's text, slowest format, processes warm",
      measured: Math.max(...results.map(({ warmMs }) => warmMs)),
      unit: "ms",
    },
  ],
  rounds,
  results,
});
