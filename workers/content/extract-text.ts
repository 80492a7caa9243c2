import { Piscina } from "piscina";
import { ToolError } from "#common/errors.ts";
import type { WorkerMetrics } from "#common/metrics.ts";
import type { ExtractedText, TextSource } from "#common/tools/tool-context.ts";
import { type Extraction, extractDocument } from "./extract-document.ts";
import { createMemoryWatch } from "./memory-watch.ts";
import { sniffType } from "./sniff-type.ts";
import { textKindOf } from "./text-kinds.ts";

export interface TextExtractor {
  /**
   * Text of a document. Rejects with `too_large`, `unsupported_type`, `unreadable`, with `unavailable` when too many
   * documents wait, with `deadline_exceeded` when the signal aborts.
   */
  extractText(document: TextSource, options: { signal: AbortSignal }): Promise<ExtractedText>;
  /** Ends the threads; what they work on is refused. */
  close(): Promise<void>;
}

export interface TextExtractorOptions {
  /** At most this many documents at once; not more than the machine has cores. */
  threads: number;
  metrics: Pick<WorkerMetrics, "extractSeconds" | "extractRefusals">;
  /** Longest time for one document. */
  timeoutMs?: number;
}

const maxBytes = 25_000_000;
/** Plain text of this size takes 0.3 ms, as long as the way to a thread and back; HTML takes ten times as long. */
const inlineBytes = 16_000;
const waitingPerThread = 16;
const tooMuchMemory: Extraction = { ok: false, code: "too_large", message: "Reading it takes too much memory." };
/** When so many have been read that trying again makes sense. */
const busySeconds = 3;
/** More than the watch allows, so that the watch ends a thread before V8 does. */
const heapMegabytes = 512;
const memoryBytes = 200_000_000;

/** Extracts text in worker threads, each with a bound on time and memory, so that no document can stop the process. */
export function createTextExtractor({ threads, metrics, timeoutMs = 15_000 }: TextExtractorOptions): TextExtractor {
  const pool = new Piscina<TextSource, Extraction>({
    filename: new URL("extract-document.ts", import.meta.url).href,
    name: "extractDocument",
    minThreads: 1,
    maxThreads: threads,
    idleTimeout: 60_000,
    resourceLimits: { maxOldGenerationSizeMb: heapMegabytes, maxYoungGenerationSizeMb: 32, stackSizeMb: 4 },
    // A thread has no use for settings or secrets.
    env: {},
  });

  let inHand = 0;

  /** Piscina's own bound doesn't count tasks that can be aborted. */
  async function inTurn(document: TextSource, signal: AbortSignal): Promise<Extraction> {
    if (inHand >= threads * (1 + waitingPerThread)) {
      metrics.extractRefusals.inc({ reason: "unavailable" });
      const message = `Too many documents are being read now. Try again in ${busySeconds} seconds.`;
      throw new ToolError("unavailable", message, { retryAfterSeconds: busySeconds });
    }
    inHand += 1;
    try {
      return await inThread(document, signal);
    } finally {
      inHand -= 1;
    }
  }

  const memory = createMemoryWatch({ perTaskBytes: memoryBytes, maxTasks: threads });

  async function inThread(document: TextSource, signal: AbortSignal): Promise<Extraction> {
    // A copy: the caller keeps its bytes, and a small view doesn't bring the large buffer behind it along.
    const bytes = document.bytes.slice();
    const timeout = AbortSignal.timeout(timeoutMs);
    const watched = memory.begin();
    try {
      return await pool.run(
        { ...document, bytes },
        { signal: AbortSignal.any([signal, timeout, watched.signal]), transferList: [bytes.buffer] },
      );
    } catch (error) {
      if (signal.aborted) throw new ToolError("deadline_exceeded", "Nobody waits for this document any more.");
      if (watched.signal.aborted) return tooMuchMemory;
      return refusalFor(error, timeout.aborted);
    } finally {
      watched.end();
    }
  }

  return {
    async extractText(document, { signal }) {
      const start = performance.now();
      const extraction = await extract(document, signal);
      if (!extraction.ok) {
        metrics.extractRefusals.inc({ reason: extraction.code });
        throw new ToolError(extraction.code, describe(document, extraction.message));
      }
      metrics.extractSeconds.observe({ format: extraction.format }, (performance.now() - start) / 1_000);
      return extraction.text;
    },
    close: () => pool.destroy(),
  };

  async function extract(document: TextSource, signal: AbortSignal): Promise<Extraction> {
    const size = document.bytes.byteLength;
    if (size > maxBytes) {
      return {
        ok: false,
        code: "too_large",
        message: `It has ${size} bytes; documents of up to ${maxBytes} bytes can be read.`,
      };
    }
    return size <= inlineBytes && isPlain(document) ? extractDocument(document) : inTurn(document, signal);
  }
}

/** Whether reading it is little more than decoding. */
function isPlain({ bytes, mediaType, name }: TextSource): boolean {
  if (sniffType(bytes, mediaType) !== "text") return false;
  const head = new TextDecoder().decode(bytes.subarray(0, 8_192));
  return textKindOf(head, { mediaType, name }) !== "eml";
}

function refusalFor(error: unknown, isTimeout: boolean): Extraction {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (isTimeout) return { ok: false, code: "too_large", message: "Reading it takes too long." };
  if (code === "ERR_WORKER_OUT_OF_MEMORY") return tooMuchMemory;
  return { ok: false, code: "unreadable", message: "It is damaged, or not built as its format demands." };
}

function describe({ name }: TextSource, message: string): string {
  return name === undefined ? message : `"${name}": ${message}`;
}
