import { ToolError } from "#common/errors.ts";
import { damaged } from "#workers/documents/refusals.ts";
import type { TextSource } from "#workers/documents/text-source.ts";
import { type ExtractorProcess, startExtractorProcess } from "./extractor-process.ts";
import { busySeconds, idleMs, waitingPerProcess } from "./limits.ts";
import { type Extraction, refused } from "./protocol.ts";

export interface ExtractorPool {
  /**
   * What can be told about a document. Each is judged on its own: a process has one at a time, and what ends one process
   * touches no other. Rejects with `unavailable` when too many documents wait, with `deadline_exceeded` when the signal
   * aborts.
   */
  extract(document: TextSource, signal: AbortSignal): Promise<Extraction>;
  /** Ends all processes; what they work on is refused. Resolves when they have ended. */
  close(): Promise<void>;
}

/**
 * At most so many processes that read documents. They start when they are needed and stay for the next document; one
 * that is worn out or has nothing to do ends, and its memory with it. Where it was the last, a fresh one waits instead.
 */
export function createExtractorPool(options: {
  maxProcesses: number;
  timeoutMs: number;
  startProcess?: () => ExtractorProcess;
}): ExtractorPool {
  const { maxProcesses, timeoutMs, startProcess = startExtractorProcess } = options;
  const processes = new Set<ExtractorProcess>();
  /** The one that was used last comes last, and is taken first. */
  const idle = new Map<ExtractorProcess, NodeJS.Timeout>();
  const waiting: (() => void)[] = [];
  let inHand = 0;
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

  /** A fresh one takes the place of the last, so that the next document doesn't wait for it to start. */
  async function retire(one: ExtractorProcess): Promise<void> {
    takeIdle(one);
    await one.end();
    if (processes.size === 0 && !closing.signal.aborted) startAhead();
  }

  /** Where there is no room for a process now, the next document starts one. */
  function startAhead(): void {
    try {
      putIdle(start());
    } catch {
      // Said by the document that needs it.
    }
  }

  /** After a document. */
  async function putBack(one: ExtractorProcess): Promise<void> {
    if (one.isWorn()) await retire(one);
    else putIdle(one);
  }

  async function turn(signal: AbortSignal): Promise<void> {
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

  /** The turn passes to who waits longest. */
  function nextTurn(): void {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }

  /** Throws, and passes the turn on, where the machine has no room for a process. */
  function takeOrStart(): ExtractorProcess {
    try {
      return takeIdle() ?? start();
    } catch (error) {
      nextTurn();
      throw error;
    }
  }

  async function readOnce(document: TextSource, signal: AbortSignal) {
    await turn(signal);
    if (signal.aborted) {
      nextTurn();
      throw signal.reason;
    }
    const one = takeOrStart();
    const isFirst = one.documents() === 0;
    try {
      return { isFirst, found: await one.read(document, { timeoutMs, signal }) };
    } finally {
      void putBack(one).then(nextTurn);
    }
  }

  async function read(document: TextSource, signal: AbortSignal): Promise<Extraction> {
    const { isFirst, found } = await readOnce(document, signal);
    if (found) return found;
    // The process may have ended of what an earlier document left behind.
    const again = isFirst ? undefined : await readOnce(document, signal);
    signal.throwIfAborted();
    return again?.found ?? refused(damaged());
  }

  return {
    async extract(document, signal) {
      if (inHand >= maxProcesses * (1 + waitingPerProcess)) {
        const message = `Too many documents are being read now. Try again in ${busySeconds} seconds.`;
        throw new ToolError("unavailable", message, { retryAfterSeconds: busySeconds });
      }
      inHand += 1;
      const given = AbortSignal.any([signal, closing.signal]);
      try {
        return await read(document, given);
      } catch (error) {
        if (signal.aborted) throw new ToolError("deadline_exceeded", "Nobody waits for this document any more.");
        throw error;
      } finally {
        inHand -= 1;
      }
    },
    async close() {
      closing.abort(new ToolError("unavailable", "This worker is shutting down. Try again."));
      await Promise.all([...processes].map((one) => one.end()));
    },
  };
}
