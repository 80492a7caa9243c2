import { ToolError } from "#common/errors.ts";
import type { TextSource } from "#workers/documents/text-source.ts";
import { type ExtractorProcess, startExtractorProcess } from "./extractor-process.ts";
import { busySeconds, waitingPerProcess } from "./limits.ts";
import type { Extraction } from "./protocol.ts";
import { createSemaphore } from "./semaphore.ts";
import { createWarmProcesses } from "./warm-processes.ts";

export interface ExtractorPool {
  /**
   * Reads a document. Documents do not affect each other: a process reads one at a time, and its end affects no other
   * process. Rejects with `unavailable` when too many documents wait, with `deadline_exceeded` when the signal aborts.
   */
  extract(document: TextSource, signal: AbortSignal): Promise<Extraction>;
  /** Ends all processes. Documents that are being read are refused. Resolves when all have ended. */
  close(): Promise<void>;
}

/** A pool of at most `maxProcesses` processes that read documents. They start on demand and are reused. */
export function createExtractorPool(options: {
  maxProcesses: number;
  timeoutMs: number;
  startProcess?: () => ExtractorProcess;
}): ExtractorPool {
  const { maxProcesses, timeoutMs, startProcess = startExtractorProcess } = options;
  const processes = createWarmProcesses(startProcess);
  const semaphore = createSemaphore(maxProcesses);
  const closing = new AbortController();
  /** Documents that are read or wait. */
  let accepted = 0;

  async function readOnce(document: TextSource, signal: AbortSignal) {
    await semaphore.acquire(signal);
    const one = takeProcess(signal);
    const isFirst = one.documents() === 0;
    try {
      return { isFirst, found: await one.read(document, { timeoutMs, signal }) };
    } finally {
      void processes.giveBack(one).then(semaphore.release);
    }
  }

  /** Passes the turn on and throws when a process can't be started, or the signal has aborted since the turn came. */
  function takeProcess(signal: AbortSignal): ExtractorProcess {
    try {
      signal.throwIfAborted();
      return processes.take();
    } catch (error) {
      semaphore.release();
      throw error;
    }
  }

  async function read(document: TextSource, signal: AbortSignal): Promise<Extraction> {
    const { isFirst, found } = await readOnce(document, signal);
    if (found) return found;
    // An earlier document may have caused the crash, so the document gets a second try.
    const again = isFirst ? undefined : await readOnce(document, signal);
    signal.throwIfAborted();
    return again?.found ?? { ok: false, refusal: "damaged" };
  }

  return {
    async extract(document, signal) {
      if (accepted >= maxProcesses * (1 + waitingPerProcess)) {
        const message = `Too many documents are being read now. Try again in ${busySeconds} seconds.`;
        throw new ToolError("unavailable", message, { retryAfterSeconds: busySeconds });
      }
      accepted += 1;
      const given = AbortSignal.any([signal, closing.signal]);
      try {
        return await read(document, given);
      } catch (error) {
        if (signal.aborted) throw new ToolError("deadline_exceeded", "Nobody waits for this document any more.");
        throw error;
      } finally {
        accepted -= 1;
      }
    },
    async close() {
      closing.abort(new ToolError("unavailable", "This worker is shutting down. Try again."));
      await processes.endAll();
    },
  };
}
