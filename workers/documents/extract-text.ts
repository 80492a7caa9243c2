import { ToolError } from "#common/errors.ts";
import { maxDocumentBytes } from "./document-size.ts";
import { extractDocument } from "./extract-document.ts";
import { documentKinds } from "./formats/formats.ts";
import { createExtractorPool } from "./process/extractor-pool.ts";
import { inlineBytes, readTimeoutMs } from "./process/limits.ts";
import type { Extraction } from "./process/protocol.ts";
import { recognise } from "./recognition/recognise.ts";
import { takeSample } from "./recognition/sample.ts";
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

/** What is measured of documents: the time of each that is read by its format, and the reasons of those that are not. */
export interface ExtractionMetrics {
  extractSeconds: { observe(labels: { format: string }, seconds: number): void };
  extractRefusals: { inc(labels: { reason: string }): void };
}

export interface TextExtractorOptions {
  /** At most this many documents at once; not more than the machine has cores. */
  maxProcesses: number;
  metrics: ExtractionMetrics;
  /** Longest time for one document, from its turn on. */
  timeoutMs?: number;
}

/**
 * Extracts text in processes of their own, each with a bound on time and memory: no document can stop this process or
 * take another one along, and what its reading took is given back for certain, because the process ends.
 */
export function createTextExtractor({
  maxProcesses,
  metrics,
  timeoutMs = readTimeoutMs,
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
    return size <= inlineBytes && isLight(document) ? extractDocument(document) : pool.extract(document, signal);
  }
}

/** Told from its beginning alone: what has to be opened first is never light. */
function isLight(document: TextSource): boolean {
  const kind = recognise(takeSample(document), documentKinds);
  return "read" in kind && kind.isLight === true;
}
