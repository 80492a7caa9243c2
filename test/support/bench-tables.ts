import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { machineLine } from "#test/bench/machine.ts";
import { markdownTable } from "./marked-block.ts";

const perPart = z.object({ gateway: z.number(), worker: z.number(), redis: z.number() });
const machine = z.object({ at: z.string(), commit: z.string(), cpu: z.string(), cores: z.number(), node: z.string() });
const mailSearch = z.object({
  machine,
  hitsPerCall: z.number(),
  rows: z.array(
    z.object({
      what: z.string(),
      graphDelayMs: z.number(),
      concurrency: z.number(),
      median: z.object({
        requestsPerSecond: z.number(),
        p50Ms: z.number(),
        p99Ms: z.number(),
        cpuMsPerCall: perPart,
        residentMb: perPart,
      }),
    }),
  ),
});
const extraction = z.object({
  machine,
  results: z.array(z.object({ format: z.string(), firstMs: z.number(), warmMs: z.number(), peakMemoryMb: z.number() })),
});

const read = (root: string, name: string) => JSON.parse(readFileSync(join(root, "docs/internals/bench", name), "utf8"));
const callsACore = (cpuMs: number) => String(Math.round(1_000 / cpuMs));

/** What one call costs, out of docs/internals/bench/mail-search.json. */
export function callCostTable(root: string): string {
  const measured = mailSearch.parse(read(root, "mail-search.json"));
  const header = [
    "Graph answers after",
    "calls at once",
    "calls/s",
    "p50 / p99",
    "CPU a call: gateway, worker, Redis",
    "calls/s a core: gateway, worker, Redis",
    "memory: gateway, worker, Redis",
  ];
  const rows = measured.rows
    .filter(({ what }) => what === "product")
    .map(({ graphDelayMs, concurrency, median }) => {
      const { cpuMsPerCall: cpu, residentMb: memory } = median;
      return [
        `${graphDelayMs} ms`,
        String(concurrency),
        median.requestsPerSecond.toFixed(0),
        `${median.p50Ms.toFixed(0)} / ${median.p99Ms.toFixed(0)} ms`,
        `${[cpu.gateway, cpu.worker, cpu.redis].map((ms) => ms.toFixed(1)).join(", ")} ms`,
        [cpu.gateway, cpu.worker, cpu.redis].map(callsACore).join(", "),
        `${memory.gateway}, ${memory.worker}, ${memory.redis} MB`,
      ];
    });
  return (
    `One gateway, one worker, one Redis and the simulated Microsoft 365 on ${machineLine(measured.machine)}; ` +
    `each call a mail search of ${measured.hitsPerCall} hits.\n\n${markdownTable(header, rows)}`
  );
}

/** What a document costs, out of docs/internals/bench/extract.json. */
export function documentCostTable(root: string): string {
  const measured = extraction.parse(read(root, "extract.json"));
  const rows = measured.results.map(({ format, firstMs, warmMs, peakMemoryMb }) => [
    format,
    `${firstMs} ms`,
    `${warmMs} ms`,
    `${peakMemoryMb} MB`,
  ]);
  const header = ["format", "first document of a process", "later ones", "memory on top"];
  return `On ${machineLine(measured.machine)}.\n\n${markdownTable(header, rows)}`;
}
