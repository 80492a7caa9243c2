import { ToolError } from "#common/errors.ts";
import { maxDocumentBytes } from "./document-size.ts";
import { extractDocument } from "./extract-document.ts";
import { documentKinds } from "./formats/formats.ts";
import { createExtractorPool } from "./process/extractor-pool.ts";
import { inlineBytes, readTimeoutMs } from "./process/limits.ts";
import type { Extraction } from "./process/protocol.ts";
import { recognise } from "./recognition/recognise.ts";
import { takeSample } from "./recognition/sample.ts";
import { textOf } from "./text-of.ts";
import type { ExtractedText, TextSource } from "./text-source.ts";

export interface TextExtractor {
  /**
   * The text of a document, whose bytes must not change meanwhile. Rejects with `too_large`, `unsupported_type`,
   * `unreadable`, with `unavailable` when too many documents wait, with `deadline_exceeded` when the signal aborts,
   * and with `PartsMissing` when a document given in parts can't be read without others.
   * No error contains the document's name, which is text of an untrusted author.
   */
  extractText(document: TextSource, options: { signal: AbortSignal }): Promise<ExtractedText>;
  /** Ends the processes. Documents that are being read are refused with `unavailable`. */
  close(): Promise<void>;
}

/** Metrics of extraction: time per document read, by format, and the number of documents not read, by reason. */
export interface ExtractionMetrics {
  extractSeconds: { observe(labels: { format: string }, seconds: number): void };
  extractRefusals: { inc(labels: { reason: string }): void };
}

export interface TextExtractorOptions {
  /** How many documents are read at once. At most the number of cores. */
  maxProcesses: number;
  metrics: ExtractionMetrics;
  /** Longest time for one document, counted from when a process takes it. */
  timeoutMs?: number;
}

/**
 * Extracts text in child processes with limits on time and memory: no document in one can block or crash this process
 * or affect another document, and its memory is certain to be released, because the child process ends. Documents of a
 * light format (`isLight`) of at most `inlineBytes` are read in this process.
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
      try {
        const extraction = await extract(document, signal);
        const text = textOf(extraction, document);
        if (extraction.ok)
          metrics.extractSeconds.observe({ format: extraction.format }, (performance.now() - start) / 1_000);
        return text;
      } catch (error) {
        if (error instanceof ToolError && error.code !== "deadline_exceeded")
          metrics.extractRefusals.inc({ reason: error.code });
        throw error;
      }
    },
    close: () => pool.close(),
  };

  async function extract(document: TextSource, signal: AbortSignal): Promise<Extraction> {
    const size = document.bytes.byteLength;
    if (size > maxDocumentBytes) {
      const message = `It has ${size} bytes; documents of up to ${maxDocumentBytes} bytes can be read.`;
      throw new ToolError("too_large", message);
    }
    if (document.parts !== undefined) return await pool.extract(document, signal);
    return size <= inlineBytes && isLight(document) ? extractDocument(document) : pool.extract(document, signal);
  }
}

/** Whether a document is of a light format. Decided by its beginning alone: containers are never light. */
function isLight(document: TextSource): boolean {
  const kind = recognise(takeSample(document), documentKinds);
  return "read" in kind && kind.isLight === true;
}
