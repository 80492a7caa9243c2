import { ToolError } from "#common/errors.ts";
import type { WorkerMetrics } from "#workers/worker-metrics.ts";
import { maxDocumentBytes } from "./document-size.ts";
import { extractDocument } from "./extract-document.ts";
import { createExtractorPool } from "./process/extractor-pool.ts";
import type { Extraction } from "./process/protocol.ts";
import { sniffType } from "./recognition/sniff-type.ts";
import { textKindOf } from "./recognition/text-kinds.ts";
import type { ExtractedText, TextSource } from "./text-source.ts";

export interface TextExtractor {
  /**
   * Text of a document, whose bytes must stay as they are meanwhile. Rejects with `too_large`, `unsupported_type`,
   * `unreadable`, with `unavailable` when too many documents wait, with `deadline_exceeded` when the signal aborts.
   * No error names the document: its name is somebody else's words.
   */
  extractText(document: TextSource, options: { signal: AbortSignal }): Promise<ExtractedText>;
  /** Ends the processes; what they work on is refused. */
  close(): Promise<void>;
}

export interface TextExtractorOptions {
  /** At most this many documents at once; not more than the machine has cores. */
  maxProcesses: number;
  metrics: Pick<WorkerMetrics, "extractSeconds" | "extractRefusals">;
  /** Longest time for one document, from its turn on. */
  timeoutMs?: number;
}

/** Plain text of this size takes 0.3 ms, as long as the way to a process and back; HTML takes ten times as long. */
const inlineBytes = 16_000;

/**
 * Extracts text in processes of their own, each with a bound on time and memory: no document can stop this process or
 * take another one along, and what its reading took is given back for certain, because the process ends.
 */
export function createTextExtractor({
  maxProcesses,
  metrics,
  timeoutMs = 15_000,
}: TextExtractorOptions): TextExtractor {
  const pool = createExtractorPool({ maxProcesses, timeoutMs });

  return {
    async extractText(document, { signal }) {
      const start = performance.now();
      const extraction = await extract(document, signal).catch((error: unknown) => {
        if (error instanceof ToolError && error.code === "unavailable")
          metrics.extractRefusals.inc({ reason: error.code });
        throw error;
      });
      if (!extraction.ok) {
        metrics.extractRefusals.inc({ reason: extraction.code });
        throw new ToolError(extraction.code, extraction.message);
      }
      metrics.extractSeconds.observe({ format: extraction.format }, (performance.now() - start) / 1_000);
      return extraction.text;
    },
    close: () => pool.close(),
  };

  async function extract(document: TextSource, signal: AbortSignal): Promise<Extraction> {
    const size = document.bytes.byteLength;
    if (size > maxDocumentBytes) {
      return {
        ok: false,
        code: "too_large",
        message: `It has ${size} bytes; documents of up to ${maxDocumentBytes} bytes can be read.`,
      };
    }
    return size <= inlineBytes && isPlain(document) ? extractDocument(document) : pool.extract(document, signal);
  }
}

/** Whether reading it is little more than decoding. */
function isPlain({ bytes, mediaType, name, isBody = false }: TextSource): boolean {
  if (isBody) return mediaType.startsWith("text/plain");
  if (sniffType(bytes, mediaType) !== "text") return false;
  const head = new TextDecoder().decode(bytes.subarray(0, 8_192));
  return textKindOf(head, { mediaType, name }) !== "eml";
}
