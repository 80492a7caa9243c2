import { Piscina } from "piscina";
import { ToolError } from "#common/errors.ts";
import type { WorkerMetrics } from "#common/metrics.ts";
import type { ExtractedText, TextSource } from "#common/tools/tool-context.ts";
import { type Extraction, extractDocument } from "./extract-document.ts";
import { sniffType } from "./sniff-type.ts";

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
const heapMegabytes = 192;

/** Extracts text in worker threads, each with a bound on time and memory, so that no document can stop the process. */
export function createTextExtractor({ threads, metrics, timeoutMs = 15_000 }: TextExtractorOptions): TextExtractor {
  const pool = new Piscina<TextSource, Extraction>({
    filename: new URL("extract-document.ts", import.meta.url).href,
    name: "extractDocument",
    minThreads: 1,
    maxThreads: threads,
    maxQueue: threads * waitingPerThread,
    idleTimeout: 60_000,
    resourceLimits: { maxOldGenerationSizeMb: heapMegabytes, maxYoungGenerationSizeMb: 32, stackSizeMb: 4 },
    // A thread has no use for settings or secrets.
    env: {},
  });

  async function inThread(document: TextSource, signal: AbortSignal): Promise<Extraction> {
    // A copy: the caller keeps its bytes, and a small view doesn't bring the large buffer behind it along.
    const bytes = document.bytes.slice();
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      return await pool.run(
        { ...document, bytes },
        { signal: AbortSignal.any([signal, timeout]), transferList: [bytes.buffer] },
      );
    } catch (error) {
      if (signal.aborted) throw new ToolError("deadline_exceeded", "Nobody waits for this document any more.");
      return refusalFor(error, timeout.aborted);
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
    const isQuick = size <= inlineBytes && sniffType(document.bytes, document.mediaType) !== "html";
    return isQuick ? extractDocument(document) : inThread(document, signal);
  }
}

function refusalFor(error: unknown, isTimeout: boolean): Extraction {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (isTimeout) return { ok: false, code: "too_large", message: "Reading it takes too long." };
  if (code === "ERR_WORKER_OUT_OF_MEMORY")
    return { ok: false, code: "too_large", message: "Reading it takes too much memory." };
  if (error instanceof Error && /queue/i.test(error.message)) {
    return {
      ok: false,
      code: "unavailable",
      message: "Too many documents are being read. Try again in a few seconds.",
    };
  }
  return { ok: false, code: "unreadable", message: "It is damaged, or not built as its format demands." };
}

function describe({ name }: TextSource, message: string): string {
  return name === undefined ? message : `"${name}": ${message}`;
}
