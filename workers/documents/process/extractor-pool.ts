import { ToolError } from "#common/errors.ts";
import { damaged } from "#workers/documents/refusals.ts";
import type { TextSource } from "#workers/documents/text-source.ts";
import { type ExtractorProcess, startExtractorProcess } from "./extractor-process.ts";
import { busySeconds, idleMs, waitingPerProcess } from "./limits.ts";
import { type Extraction, refused } from "./protocol.ts";

export interface ExtractorPool {
  /**
   * Reads a document. Documents do not affect each other: a process reads one at a time, and its end affects no other
   * process. Rejects with `unavailable` when too many documents wait, with `deadline_exceeded` when the signal aborts.
   */
  extract(document: TextSource, signal: AbortSignal): Promise<Extraction>;
  /** Ends all processes. Documents that are being read are refused. Resolves when all have ended. */
  close(): Promise<void>;
}

/**
 * A pool of at most `maxProcesses` processes that read documents. They start on demand and are reused. One that is worn
 * or idle is ended, which releases its memory. In place of the last one, a fresh one is started ahead.
 */
export function createExtractorPool(options: {
  maxProcesses: number;
  timeoutMs: number;
  startProcess?: () => ExtractorProcess;
}): ExtractorPool {
  const { maxProcesses, timeoutMs, startProcess = startExtractorProcess } = options;
  const processes = new Set<ExtractorProcess>();
  /** In order of use. The most recently used one is taken first. */
  const idle = new Map<ExtractorProcess, NodeJS.Timeout>();
  const waiting: (() => void)[] = [];
  let accepted = 0;
  let running = 0;
  const closing = new AbortController();

  function start(): ExtractorProcess {
    const one = startProcess();
    processes.add(one);
    void one.ended.then(() => {
      processes.delete(one);
      takeIdle(one);
    });
    return one;
  }

  function takeIdle(one = [...idle.keys()].at(-1)): ExtractorProcess | undefined {
    if (!one || !idle.has(one)) return undefined;
    clearTimeout(idle.get(one));
    idle.delete(one);
    return one;
  }

  function putIdle(one: ExtractorProcess): void {
    const timer = setTimeout(() => {
      if (one.documents() > 0 || processes.size > 1) void retire(one);
    }, idleMs);
    idle.set(one, timer.unref());
  }

  /** In place of the last process, a fresh one is started, so that the next document need not wait. */
  async function retire(one: ExtractorProcess): Promise<void> {
    takeIdle(one);
    await one.end();
    if (processes.size === 0 && !closing.signal.aborted) startAhead();
  }

  /** Where a process can't be started now, the next document tries again. */
  function startAhead(): void {
    try {
      putIdle(start());
    } catch {
      // Reported when a document needs it.
    }
  }

  /** Returns a process to the pool after a document. */
  async function release(one: ExtractorProcess): Promise<void> {
    if (one.isWorn()) await retire(one);
    else putIdle(one);
  }

  async function waitForTurn(signal: AbortSignal): Promise<void> {
    if (running < maxProcesses) {
      running += 1;
      return;
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const onAbort = () => {
      waiting.splice(waiting.indexOf(resolve), 1);
      reject(signal.reason);
    };
    waiting.push(resolve);
    signal.addEventListener("abort", onAbort);
    await promise.finally(() => signal.removeEventListener("abort", onAbort));
  }

  /** Passes the turn to the document that waits longest. */
  function passTurn(): void {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }

  /** Passes the turn on and throws where a process can't be started. */
  function takeOrStart(): ExtractorProcess {
    try {
      return takeIdle() ?? start();
    } catch (error) {
      passTurn();
      throw error;
    }
  }

  async function readOnce(document: TextSource, signal: AbortSignal) {
    await waitForTurn(signal);
    if (signal.aborted) {
      passTurn();
      throw signal.reason;
    }
    const one = takeOrStart();
    const isFirst = one.documents() === 0;
    try {
      return { isFirst, found: await one.read(document, { timeoutMs, signal }) };
    } finally {
      void release(one).then(passTurn);
    }
  }

  async function read(document: TextSource, signal: AbortSignal): Promise<Extraction> {
    const { isFirst, found } = await readOnce(document, signal);
    if (found) return found;
    // An earlier document may have caused the crash, so the document gets a second try.
    const again = isFirst ? undefined : await readOnce(document, signal);
    signal.throwIfAborted();
    return again?.found ?? refused(damaged());
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
      await Promise.all([...processes].map((one) => one.end()));
    },
  };
}
