import { isUtf8 } from "node:buffer";
import { ToolError } from "#common/errors.ts";
import { createDocumentRooms } from "./document-room.ts";
import { maxDocumentBytes, requireDocumentSize } from "./document-size.ts";
import { extractDocument } from "./extract-document.ts";
import { readableOf } from "./formats/document-format.ts";
import { documentKinds, recogniseKind } from "./formats/formats.ts";
import { pagesWithoutText, withScans } from "./formats/pdf/pictures/with-scans.ts";
import { gapsInWords, isAllSeen, withGaps } from "./gaps.ts";
import { requireAllowedLabels } from "./labels/labels.ts";
import { createExtractorPool, type PoolReading } from "./process/extractor-pool.ts";
import { startExtractorProcess } from "./process/extractor-process.ts";
import { inlineBytes, type RoomLimits, readTimeoutMs, roomLimits, spareRoom } from "./process/limits.ts";
import type { Extraction } from "./process/protocol.ts";
import type { Asker } from "./process/reader-turns.ts";
import { spawnExtractor } from "./process/spawn-extractor.ts";
import { type RefusalName, wordsOf } from "./refusals.ts";
import { takeSample } from "./sample.ts";
import type { DocumentReading, ExtractedText, TextSource } from "./text-source.ts";

export type TextExtractor = ReturnType<typeof createTextExtractor>;

/** Caller for whom documents are read, and until when. */
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
}: TextExtractorOptions) {
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

  return {
    /** The documents of one call. */
    forCall({
      caller,
      signal,
      whileWaiting = (wait) => wait(),
      deniedLabels = new Set(),
    }: ReadingCall): DocumentReading {
      async function read(document: TextSource, find: () => Promise<Extraction>): Promise<ExtractedText> {
        const start = performance.now();
        const extraction = await find();
        if (!extraction.ok) throw refusalError(extraction.refusal);
        requireAllowedLabels(document.isConverted ? undefined : extraction.text.labels, deniedLabels);
        const text = textOf(extraction, document);
        metrics.extractSeconds.observe({ format: extraction.format }, (performance.now() - start) / 1_000);
        return text;
      }
      const readHere = (document: TextSource) => read(document, () => extractDocument(document));
      const extract = (document: TextSource, time: { signal: AbortSignal; timeoutMs: number }) =>
        pool.extract(document, { caller, ...time });
      const readThere = (document: TextSource) =>
        read(document, () => whileWaiting(() => readWithPictures(document, { extract, signal, timeoutMs })));

      /** Reads in the room that is held. Without, what isn't light makes room for itself. */
      const extractIn = (held?: ReturnType<typeof rooms.enter>) => (document: TextSource) =>
        counted(async () => {
          const { byteLength } = document.bytes;
          requireDocumentSize(byteLength);
          held?.resize(byteLength);
          if (isSmallAndLight(document)) return await readHere(document);
          const own = held === undefined ? rooms.enter(caller, byteLength) : undefined;
          return await readThere(document).finally(() => own?.leave());
        });

      return {
        extractText: extractIn(),
        async withRoom(expectedBytes, work) {
          const maxBytes = Math.min(spareRoom(expectedBytes ?? maxDocumentBytes), maxDocumentBytes);
          const held = await counted(async () => rooms.enter(caller, maxBytes));
          try {
            return await work({ maxBytes, extractText: extractIn(held) });
          } finally {
            held.leave();
          }
        },
      };
    },
    /** Ends the processes. Documents that are being read are refused with `unavailable`. */
    close: () => pool.close(),
  };
}

/**
 * Whether it is of a light format. Decided by its beginning alone: containers are never light. To guess the charset of
 * bytes that aren't UTF-8 takes up to 55 ms, so that is left to a child process.
 */
function isSmallAndLight(document: TextSource): boolean {
  if (document.bytes.byteLength > inlineBytes || !isUtf8(document.bytes)) return false;
  const kind = recogniseKind(takeSample(document), documentKinds);
  return "read" in kind && kind.isLight === true;
}

/**
 * The text of a document that was read. Throws what a caller is told where there is none, or none of the pages asked
 * for: a `ToolError` with `too_large`, `unsupported_type`, `unreadable` or `invalid_input`.
 */
export function textOf(extraction: Extraction, { startPage = 1, endPage = startPage }: TextSource): ExtractedText {
  if (!extraction.ok) throw refusalError(extraction.refusal);
  const { pageCount = 0 } = extraction.text;
  if (pageCount > 0 && startPage > pageCount) {
    const pages = pageCount === 1 ? "one page" : `${pageCount} pages`;
    throw new ToolError("invalid_input", `startPage: the document has ${pages}.`);
  }
  if (pageCount > 0 && endPage < startPage) {
    throw new ToolError("invalid_input", `endPage: must not be before startPage (${startPage}).`);
  }
  const { gaps, labels = [], ...rest } = extraction.text;
  const text = { ...rest, ...(labels.length > 0 && { labels }) };
  if (gaps === undefined) return text;
  return { ...text, incomplete: gapsInWords(gaps), ...(isAllSeen(gaps) && { isAllSeen: true }) };
}

/** The error for a document that can't be read, with what to do instead. */
export function refusalError(refusal: RefusalName): ToolError {
  const { code, message, advice = code === "unsupported_type" ? whatIsReadable() : undefined } = wordsOf(refusal);
  return new ToolError(code, advice === undefined ? message : `${message} ${advice}`);
}

/** `Word (.docx), saved messages (.msg, .eml) and text (.txt) can be read.` */
function whatIsReadable(): string {
  const byTitle = Map.groupBy(readableOf(documentKinds), ({ title }) => title);
  const named = [...byTitle].map(
    ([title, formats]) =>
      `${title} (${formats.flatMap(({ extensions }) => extensions.map((one) => `.${one}`)).join(", ")})`,
  );
  return `${new Intl.ListFormat("en-GB").format(named)} can be read.`;
}

/** Time left below which no pictures are asked for. */
const leastMs = 1_000;

/**
 * Reads the text of a document, and then, where pages of it have none, the scans of these pages alone. Where they take
 * too much time or memory, or nobody can read them, the text is the answer, which says so: a person must not lose it
 * for them. Processes read for at most `timeoutMs` in both together, and the second one waits for its turn no longer
 * than what is left of it. Rejects as the first one, and when the signal aborts.
 */
export async function readWithPictures(
  document: TextSource,
  {
    extract,
    signal,
    timeoutMs,
    endAfter = (ms) => AbortSignal.timeout(Math.ceil(ms)),
  }: {
    extract: (document: TextSource, time: { signal: AbortSignal; timeoutMs: number }) => Promise<PoolReading>;
    signal: AbortSignal;
    timeoutMs: number;
    endAfter?: (ms: number) => AbortSignal;
  },
): Promise<Extraction> {
  const { extraction: plain, leftMs } = await extract(document, { signal, timeoutMs });
  if (!plain.ok || document.isTextOnly) return plain;
  const scansOf = pagesWithoutText(plain.text);
  if (scansOf.length === 0) return plain;

  async function readScans(): Promise<Extraction | undefined> {
    const own = AbortSignal.any([signal, endAfter(leftMs)]);
    try {
      return (await extract({ ...document, scansOf }, { signal: own, timeoutMs: leftMs })).extraction;
    } catch (error) {
      if (signal.aborted) throw error;
      return undefined;
    }
  }

  const scans = leftMs < leastMs ? undefined : await readScans();
  const isShown = scans?.ok && scans.text.pages?.length;
  const text = isShown ? withScans(plain.text, scans.text) : withGaps(plain.text, [{ kind: "picturesLost" }]);
  return { ...plain, text };
}
