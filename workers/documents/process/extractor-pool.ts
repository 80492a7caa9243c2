import { ToolError } from "#common/errors.ts";
import type { TextSource } from "#workers/documents/text-source.ts";
import type { ExtractorProcess } from "./extractor-process.ts";
import type { Extraction } from "./protocol.ts";
import { type Asker, createReaderTurns } from "./reader-turns.ts";
import { createWarmProcesses } from "./warm-processes.ts";

export interface ExtractorPool {
  /**
   * Reads a document. Documents do not affect each other: a process reads one at a time, and its end affects no other
   * process. However often it is tried, processes read it for `timeoutMs` in all. Rejects with `deadline_exceeded` when
   * the signal aborts.
   * @param call with `timeoutMs` where the document has less time than others
   */
  extract(document: TextSource, call: { caller: Asker; signal: AbortSignal; timeoutMs?: number }): Promise<PoolReading>;
  /** Ends all processes. Documents that are being read are refused. Resolves when all have ended. */
  close(): Promise<void>;
}

export interface PoolReading {
  extraction: Extraction;
  /** What processes left of the document's time. Waiting for a turn takes nothing of it. */
  leftMs: number;
}

/** One try at a document, and how long it may take. */
interface Attempt {
  caller: Asker;
  signal: AbortSignal;
  leftMs: number;
}

/**
 * A pool of processes that read documents: at most `maxProcesses`, and one more for a tenant that has none of them.
 * They start on demand and are reused.
 */
export function createExtractorPool(options: {
  maxProcesses: number;
  timeoutMs: number;
  startProcess: () => ExtractorProcess;
  /** In milliseconds. */
  now?: () => number;
}): ExtractorPool {
  const { maxProcesses, timeoutMs, startProcess, now = () => performance.now() } = options;
  const processes = createWarmProcesses(startProcess);
  const turns = createReaderTurns({ atOnce: maxProcesses });
  const closing = new AbortController();

  async function readOnce(document: TextSource, { caller, signal, leftMs }: Attempt) {
    const endTurn = await turns.take(caller, signal);
    const one = takeProcess(endTurn, signal);
    const isFirst = one.documents() === 0;
    const start = now();
    try {
      const found = await one.read(document, { timeoutMs: leftMs, signal });
      return { isFirst, found, leftMs: leftMs - (now() - start) };
    } finally {
      void processes.giveBack(one).then(endTurn);
    }
  }

  /** Passes the turn on and throws when a process can't be started, or the signal has aborted since the turn came. */
  function takeProcess(endTurn: () => void, signal: AbortSignal): ExtractorProcess {
    try {
      signal.throwIfAborted();
      return processes.take();
    } catch (error) {
      endTurn();
      throw error;
    }
  }

  async function read(document: TextSource, attempt: Attempt): Promise<PoolReading> {
    const { isFirst, found, leftMs } = await readOnce(document, attempt);
    if (found) return { extraction: found, leftMs };
    // An earlier document may have caused the crash, so the document gets a second try in what is left of its time.
    const again = isFirst ? undefined : await readOnce(document, { ...attempt, leftMs });
    attempt.signal.throwIfAborted();
    return { extraction: again?.found ?? { ok: false, refusal: "damaged" }, leftMs: again?.leftMs ?? leftMs };
  }

  return {
    async extract(document, { caller, signal, timeoutMs: leftMs = timeoutMs }) {
      const given = AbortSignal.any([signal, closing.signal]);
      try {
        return await read(document, { caller, signal: given, leftMs });
      } catch (error) {
        if (signal.aborted) throw new ToolError("deadline_exceeded", "Nobody waits for this document any more.");
        throw error;
      }
    },
    async close() {
      closing.abort(new ToolError("unavailable", "This worker is shutting down. Try again."));
      await processes.endAll();
    },
  };
}
