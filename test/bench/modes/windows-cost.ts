import { createMetrics } from "#common/metrics.ts";
import { readResource } from "#common/tools/read-resource.ts";
import { longPdf } from "#test/support/long-pdf.ts";
import { somebody } from "#test/unit/call-fixture.ts";
import { fakeContext } from "#test/unit/workers/tools/fake-context.ts";
import { createTextExtractor } from "#workers/documents/extract-text.ts";
import type { DocumentReading } from "#workers/documents/text-source.ts";
import { readResourceHandler } from "#workers/tools/resources/read-resource.ts";
import { workerMetrics } from "#workers/worker-metrics.ts";
import type { ModeOptions } from "../bench-options.ts";
import { medianOf } from "../load.ts";
import { describeMachine } from "../machine.ts";
import { childrenCpuMs } from "../process-cpu.ts";
import { reportResult, rounded } from "../result-file.ts";

const documents = [
  { name: "200 pages with pictures", pages: 200, pictureBytes: 40_000 },
  { name: "200 pages of text alone", pages: 200, pictureBytes: 0 },
];
const mediaType = "application/pdf";
const uri = "file:///b!abc/01VRZMWHPGDM5KTXS53RF3SSGHW7SGGPKL";

type Windows = Awaited<ReturnType<typeof readWindows>>;

async function cpuOf<T>(work: () => Promise<T>): Promise<{ cpuMs: number; result: T }> {
  const before = childrenCpuMs();
  const result = await work();
  return { cpuMs: childrenCpuMs() - before, result };
}

/** All windows through `read_resource`. */
async function readWindows(bytes: Uint8Array, extract: DocumentReading["extractText"]) {
  const parentReference = { driveId: "b!abc", driveType: "documentLibrary" };
  const context = fakeContext({
    scopes: ["Sites.Read.All", "Files.Read.All"],
    answers: () => ({
      id: uri.slice(-34),
      name: "Long.pdf",
      size: bytes.length,
      file: { mimeType: mediaType },
      parentReference,
    }),
    download: () => ({ bytes: bytes.slice(), mediaType }),
    extractText: extract,
  });
  const windowsMs: number[] = [];
  for (let cursor: string | undefined; ; ) {
    const input = readResource.inputSchema.parse({ uri, cursor });
    const { cpuMs, result } = await cpuOf(async () => await readResourceHandler.run(input, context));
    windowsMs.push(cpuMs);
    if (result.nextCursor === undefined) break;
    cursor = result.nextCursor;
  }
  const [firstMs = 0] = windowsMs;
  return { windows: windowsMs.length, firstMs, cpuMs: windowsMs.reduce((sum, ms) => sum + ms) };
}

/** In a process of its own that has read such windows before: one is replaced after 100 documents, four rounds. */
async function measure({ name, pages, pictureBytes }: (typeof documents)[number], rounds: number) {
  const { metrics } = createMetrics(workerMetrics);
  // CPU is measured, which is the same where the machine is busy and a reading takes longer than in production.
  const extractor = createTextExtractor({ maxProcesses: 1, metrics, timeoutMs: 60_000 });
  const bytes = longPdf({ pages, pictureBytes });
  const extract: DocumentReading["extractText"] = (document) =>
    extractor.forCall({ caller: somebody, signal: AbortSignal.timeout(60_000) }).extractText(document);
  const wholeOnce = async () => (await cpuOf(() => extract({ bytes: bytes.slice(), mediaType }))).cpuMs;
  await wholeOnce();
  await readWindows(bytes, extract);
  const found: { wholeMs: number; all: Windows }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    // Among the windows, so that both sides share what else the machine does.
    const before = await wholeOnce();
    const all = await readWindows(bytes, extract);
    found.push({ wholeMs: (before + (await wholeOnce())) / 2, all });
  }
  await extractor.close();
  return {
    name,
    bytes: bytes.length,
    wholeMs: rounded(medianOf(found.map((one) => one.wholeMs))),
    windows: found[0]?.all.windows ?? 0,
    cpu: rounded(medianOf(found.map(({ all, wholeMs }) => all.cpuMs / wholeMs))),
    firstCpu: rounded(medianOf(found.map(({ all, wholeMs }) => all.firstMs / wholeMs))),
  };
}

/** What all windows of a long PDF cost the processes that read documents, against one reading of the whole. */
export async function measureWindows({ rounds }: ModeOptions): Promise<void> {
  const machine = describeMachine();
  const results = [];
  for (const document of documents) results.push({ ...document, ...(await measure(document, rounds)) });
  reportResult("windows", {
    command: "npm run bench -- windows",
    machine,
    claims: results.flatMap(({ name, cpu, firstCpu }) => [
      {
        says: `all windows of ${name}: CPU of the readers, against one reading`,
        measured: cpu,
        unit: "×",
        most: 2,
      },
      {
        says: `the first window of ${name}: CPU of the readers, against one reading`,
        measured: firstCpu,
        unit: "×",
        most: 1,
      },
    ]),
    rounds,
    results,
  });
}
