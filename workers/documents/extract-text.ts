import { isUtf8 } from "node:buffer";
import { ToolError } from "#common/errors.ts";
import { createDocumentRooms, type RoomLimits } from "./document-room.ts";
import { maxDocumentBytes, requireDocumentSize } from "./document-size.ts";
import { extractDocument } from "./extract-document.ts";
import { documentKinds } from "./formats/formats.ts";
import { requireAllowedLabels } from "./labels/labels.ts";
import { createExtractorPool } from "./process/extractor-pool.ts";
import { startExtractorProcess } from "./process/extractor-process.ts";
import { inlineBytes, readTimeoutMs, roomLimits, spareRoom } from "./process/limits.ts";
import type { Extraction } from "./process/protocol.ts";
import type { Asker } from "./process/reader-turns.ts";
import { spawnExtractor } from "./process/spawn-extractor.ts";
import { readWithPictures } from "./read-with-pictures.ts";
import { recognise } from "./recognition/recognise.ts";
import { takeSample } from "./recognition/sample.ts";
import { textOf } from "./text-of.ts";
import type { DocumentReading, ExtractedText, TextSource } from "./text-source.ts";

export interface TextExtractor {
  /** The documents of one call. */
  forCall(call: ReadingCall): DocumentReading;
  /** Ends the processes. Documents that are being read are refused with `unavailable`. */
  close(): Promise<void>;
}

/** For whom documents are read, and until when. */
export interface ReadingCall {
  caller: Asker;
  signal: AbortSignal;
  /** The reader's turn and work run in it, while the call itself only waits. */
  whileWaiting?: <T>(wait: () => Promise<T>) => Promise<T>;
  /** The sensitivity labels that the tenant denies: ids in lower case. */
  deniedLabels?: ReadonlySet<string>;
}

/** Metrics of extraction: time per document read, by format, and the number of documents not read, by reason. */
export interface ExtractionMetrics {
  extractSeconds: { observe(labels: { format: string }, seconds: number): void };
  extractRefusals: { inc(labels: { reason: string }): void };
}

export interface TextExtractorOptions {
  /** How many documents are read at once; one more for a tenant that has none of them. */
  maxProcesses: number;
  metrics: ExtractionMetrics;
  /** Longest time for one document, counted from when a process takes it. */
  timeoutMs?: number;
  room?: RoomLimits;
  /** The command that starts the processes in a sandbox. */
  sandbox?: readonly string[];
}

/**
 * Extracts text in child processes with limits on time and memory: no document in one can block or crash this process
 * or affect another document, and its memory is certain to be released, because the child process ends. Documents of a
 * light format (`isLight`) in UTF-8 of at most `inlineBytes` are read in this process. Tenants and persons take turns,
 * and have limited room.
 */
export function createTextExtractor({
  maxProcesses,
  metrics,
  timeoutMs = readTimeoutMs,
  room = roomLimits,
  sandbox = [],
}: TextExtractorOptions): TextExtractor {
  const startProcess = () => startExtractorProcess(() => spawnExtractor({ sandbox }));
  const pool = createExtractorPool({ maxProcesses, timeoutMs, startProcess });
  const rooms = createDocumentRooms(room);

  async function counted<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof ToolError && error.code !== "deadline_exceeded")
        metrics.extractRefusals.inc({ reason: error.code });
      throw error;
    }
  }

  async function read(
    document: TextSource,
    { extract, deniedLabels }: { extract: () => Promise<Extraction>; deniedLabels: ReadonlySet<string> },
  ): Promise<ExtractedText> {
    const start = performance.now();
    const extraction = await extract();
    if (extraction.ok) requireAllowedLabels(document.isConverted ? undefined : extraction.text.labels, deniedLabels);
    const text = textOf(extraction, document);
    if (extraction.ok)
      metrics.extractSeconds.observe({ format: extraction.format }, (performance.now() - start) / 1_000);
    return text;
  }

  return {
    forCall({ caller, signal, whileWaiting = (wait) => wait(), deniedLabels = new Set() }) {
      const readHere = (document: TextSource) =>
        read(document, { extract: () => extractDocument(document), deniedLabels });
      const extract = (document: TextSource, time: { signal: AbortSignal; timeoutMs: number }) =>
        pool.extract(document, { caller, ...time });
      const readThere = (document: TextSource) =>
        read(document, {
          extract: () => whileWaiting(() => readWithPictures(document, { extract, signal, timeoutMs })),
          deniedLabels,
        });

      return {
        extractText: (document) =>
          counted(async () => {
            requireDocumentSize(document.bytes.byteLength);
            if (isSmallAndLight(document)) return await readHere(document);
            const held = rooms.enter(caller, document.bytes.byteLength);
            return await readThere(document).finally(held.leave);
          }),
        async withRoom(expectedBytes, work) {
          const maxBytes = Math.min(spareRoom(expectedBytes ?? maxDocumentBytes), maxDocumentBytes);
          const held = await counted(async () => rooms.enter(caller, maxBytes));
          const extractText = (document: TextSource) =>
            counted(async () => {
              requireDocumentSize(document.bytes.byteLength);
              held.resize(document.bytes.byteLength);
              return await (isSmallAndLight(document) ? readHere : readThere)(document);
            });
          try {
            return await work({ maxBytes, extractText });
          } finally {
            held.leave();
          }
        },
      };
    },
    close: () => pool.close(),
  };
}

/**
 * Whether it is of a light format. Decided by its beginning alone: containers are never light. To guess the charset of
 * bytes that aren't UTF-8 takes up to 55 ms, so that is left to a child process.
 */
function isSmallAndLight(document: TextSource): boolean {
  if (document.bytes.byteLength > inlineBytes || !isUtf8(document.bytes)) return false;
  const kind = recognise(takeSample(document), documentKinds);
  return "read" in kind && kind.isLight === true;
}
