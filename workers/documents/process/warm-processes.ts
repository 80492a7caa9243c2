import type { ExtractorProcess } from "./extractor-process.ts";
import { idleMs, wornDocuments } from "./limits.ts";

/** The only process has a next one beside it from then on, as soon as it has nothing to do for a moment. */
const documentsBeforeNext = wornDocuments - 20;
const quietMs = 100;

/** Processes that are reused. One that is worn or idle is ended, which releases its memory. */
export interface WarmProcesses {
  /** The most recently used idle process, or a new one. Throws when a process can't be started. */
  take(): ExtractorProcess;
  /** Keeps a process for the next document, or replaces it when it is worn. Resolves when a worn one has ended. */
  giveBack(one: ExtractorProcess): Promise<void>;
  /** Ends all processes, also those in use, for good. Resolves when they have ended. */
  endAll(): Promise<void>;
}

export function createWarmProcesses(startProcess: () => ExtractorProcess): WarmProcesses {
  const all = new Set<ExtractorProcess>();
  /** In order of use. */
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

  /** In place of the last process, a fresh one is started, so that the next document need not wait. */
  async function retire(one: ExtractorProcess): Promise<void> {
    takeIdle(one);
    await one.end();
    if (all.size === 0 && !isClosed) startAhead();
  }

  /** So that no document waits for a process to start, nor is slowed down by the start. */
  function startNextWhenQuiet(one: ExtractorProcess): void {
    const start = () => {
      if (all.size === 1 && idle.has(one) && !isClosed) startAhead();
    };
    setTimeout(start, quietMs).unref();
  }

  /** Where a process can't be started now, the next document tries again. */
  function startAhead(): void {
    try {
      putIdle(start());
    } catch {
      // Reported when a document needs it.
    }
  }

  return {
    take: () => takeIdle() ?? start(),
    async giveBack(one) {
      if (one.isWorn()) return await retire(one);
      putIdle(one);
      if (one.documents() >= documentsBeforeNext) startNextWhenQuiet(one);
    },
    async endAll() {
      isClosed = true;
      await Promise.all([...all].map((one) => one.end()));
    },
  };
}
