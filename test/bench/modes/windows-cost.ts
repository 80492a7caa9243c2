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
import { describeMachine } from "../machine.ts";
import { childrenCpuMs } from "../process-cpu.ts";
import { reportResult, rounded } from "../result-file.ts";

/** The bars are for the first; of the second, which is small, each window loads the whole. */
const documents = [
  { name: "200 pages with pictures", pages: 200, pictureBytes: 40_000, isJudged: true },
  { name: "200 pages of text alone", pages: 200, pictureBytes: 0, isJudged: false },
];
const mediaType = "application/pdf";
const uri = "file:///b!abc/01VRZMWHPGDM5KTXS53RF3SSGHW7SGGPKL";

type Windows = Awaited<ReturnType<typeof readWindows>>;

async function cpuOf<T>(work: () => Promise<T>): Promise<{ cpuMs: number; result: T }> {
  const before = childrenCpuMs();
  const result = await work();
  return { cpuMs: childrenCpuMs() - before, result };
}

/** All windows through `read_resource`, on a host that serves ranges or none. */
async function readWindows(bytes: Uint8Array, extract: DocumentReading["extractText"], hasRanges: boolean) {
  let loadedBytes = 0;
  const load = (found: Uint8Array) => {
    loadedBytes += found.length;
    return found;
  };
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
    download: () => ({ bytes: load(bytes).slice(), mediaType, tag: "1" }),
    downloadRanges: ({ ranges }) =>
      hasRanges ? load(Buffer.concat(ranges.map(([from, to]) => bytes.subarray(from, to)))) : undefined,
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
  return { windows: windowsMs.length, firstMs, cpuMs: windowsMs.reduce((sum, ms) => sum + ms), loadedBytes };
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

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
  await readWindows(bytes, extract, true);
  const found: { wholeMs: number; inRanges: Windows; loadedWhole: Windows }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    // Among the windows, so that both sides share what else the machine does.
    const before = await wholeOnce();
    const inRanges = await readWindows(bytes, extract, true);
    const between = await wholeOnce();
    const loadedWhole = await readWindows(bytes, extract, false);
    found.push({ wholeMs: (before + between + (await wholeOnce())) / 3, inRanges, loadedWhole });
  }
  await extractor.close();
  const ratios = (of: "inRanges" | "loadedWhole") => ({
    windows: found[0]?.[of].windows ?? 0,
    cpu: rounded(median(found.map((one) => one[of].cpuMs / one.wholeMs))),
    bytes: rounded((found[0]?.[of].loadedBytes ?? 0) / bytes.length),
    firstCpu: rounded(median(found.map((one) => one[of].firstMs / one.wholeMs))),
  });
  const wholeMs = rounded(median(found.map((one) => one.wholeMs)));
  return { name, bytes: bytes.length, wholeMs, inRanges: ratios("inRanges"), loadedWhole: ratios("loadedWhole") };
}

/** What all windows of a long PDF cost the processes that read documents, against one reading of the whole. */
export async function measureWindows({ rounds }: ModeOptions): Promise<void> {
  const machine = describeMachine();
  const results = [];
  for (const document of documents) results.push({ ...document, ...(await measure(document, rounds)) });
  reportResult("windows", {
    command: "npm run bench -- windows",
    machine,
    claims: results.flatMap(({ name, isJudged, inRanges, loadedWhole }) => [
      {
        says: `all windows of ${name}: CPU of the readers, against one reading`,
        measured: inRanges.cpu,
        unit: "×",
        ...(isJudged && { most: 1.5 }),
      },
      {
        says: `all windows of ${name}: bytes loaded, against the file's`,
        measured: inRanges.bytes,
        unit: "×",
        ...(isJudged && { most: 2 }),
      },
      {
        says: `the first window of ${name}: CPU of the readers, against one reading`,
        measured: inRanges.firstCpu,
        unit: "×",
        most: 1,
      },
      {
        says: `all windows of ${name}, from a host without ranges: CPU of the readers, against one reading`,
        measured: loadedWhole.cpu,
        unit: "×",
      },
    ]),
    rounds,
    results,
  });
}
