import { ToolError } from "#common/errors.ts";
import type { TextSource } from "#workers/documents/text-source.ts";
import type { ExtractorProcess } from "./extractor-process.ts";
import { idleMs, wornDocuments } from "./limits.ts";
import type { Extraction } from "./protocol.ts";
import { type Asker, createReaderTurns } from "./reader-turns.ts";

export type ExtractorPool = ReturnType<typeof createExtractorPool>;

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
  now?: () => number;
}) {
  const { maxProcesses, timeoutMs, startProcess, now = () => performance.now() } = options;
  const processes = createWarmProcesses(startProcess);
  const turns = createReaderTurns({ atOnce: maxProcesses });
  const closing = new AbortController();

  async function readOnce(document: TextSource, { caller, signal, leftMs }: Attempt) {
    const endTurn = await turns.take(caller, signal);
    let one: ExtractorProcess | undefined;
    try {
      signal.throwIfAborted();
      one = processes.take();
      const isFirst = one.documents() === 0;
      const start = now();
      const found = await one.read(document, { timeoutMs: leftMs, signal });
      return { isFirst, found, leftMs: leftMs - (now() - start) };
    } finally {
      // Also when the signal has aborted since the turn came, or no process can be started.
      if (one === undefined) endTurn();
      else void processes.giveBack(one).then(endTurn);
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
    /**
     * Reads a document. Documents do not affect each other: a process reads one at a time, and its end affects no other
     * process. However often it is tried, processes read it for `timeoutMs` in all. Rejects with `deadline_exceeded`
     * when the signal aborts. With `timeoutMs`, the document has less time than others.
     */
    async extract(
      document: TextSource,
      { timeoutMs: leftMs = timeoutMs, signal, caller }: Omit<Attempt, "leftMs"> & { timeoutMs?: number },
    ): Promise<PoolReading> {
      const given = AbortSignal.any([signal, closing.signal]);
      try {
        return await read(document, { caller, signal: given, leftMs });
      } catch (error) {
        if (signal.aborted) throw new ToolError("deadline_exceeded", "Nobody waits for this document any more.");
        throw error;
      }
    },
    /** Ends all processes. Documents that are being read are refused. Resolves when all have ended. */
    async close(): Promise<void> {
      closing.abort(new ToolError("unavailable", "This worker is shutting down. Try again."));
      await processes.endAll();
    },
  };
}

/** The only process has a next one beside it from then on, as soon as it has nothing to do for a moment. */
const documentsBeforeNext = wornDocuments - 20;
const quietMs = 100;

/** Processes that are reused. One that is worn or idle is ended, which releases its memory. */
function createWarmProcesses(startProcess: () => ExtractorProcess) {
  const all = new Set<ExtractorProcess>();
  /** Processes in order of use. */
  const idle = new Map<ExtractorProcess, NodeJS.Timeout>();
  let isClosed = false;

  function start(): ExtractorProcess {
    const one = startProcess();
    all.add(one);
    void one.ended.then(() => {
      all.delete(one);
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
      if (one.documents() > 0 || all.size > 1) void retire(one);
    }, idleMs);
    idle.set(one, timer.unref());
  }

  /** Ends a process. In place of the last one, a fresh one is started, so that the next document need not wait. */
  async function retire(one: ExtractorProcess): Promise<void> {
    takeIdle(one);
    await one.end();
    if (all.size === 0 && !isClosed) startAhead();
  }

  /** Keeps documents from waiting for a process to start, and from being slowed down by the start. */
  function startNextWhenQuiet(one: ExtractorProcess): void {
    const start = () => {
      if (all.size === 1 && idle.has(one) && !isClosed) startAhead();
    };
    setTimeout(start, quietMs).unref();
  }

  /** Leaves it to the next document to try again where a process can't be started now. */
  function startAhead(): void {
    try {
      putIdle(start());
    } catch {
      // Reported when a document needs it.
    }
  }

  return {
    /** The most recently used idle process, or a new one. Throws when a process can't be started. */
    take: () => takeIdle() ?? start(),
    /** Keeps a process for the next document, or replaces it when it is worn. Resolves when a worn one has ended. */
    async giveBack(one: ExtractorProcess) {
      if (one.isWorn()) return await retire(one);
      putIdle(one);
      if (one.documents() >= documentsBeforeNext) startNextWhenQuiet(one);
    },
    /** Ends all processes, also those in use, for good. Resolves when they have ended. */
    async endAll() {
      isClosed = true;
      await Promise.all([...all].map((one) => one.end()));
    },
  };
}
