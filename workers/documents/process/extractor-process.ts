import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { TextSource } from "#workers/documents/text-source.ts";
import { maxGrowthBytes, memoryCheckMs, wornBytes, wornDocuments, wornMs } from "./limits.ts";
import { type Extraction, extraction } from "./protocol.ts";
import { residentBytes } from "./resident-bytes.ts";
import { spawnExtractor } from "./spawn-extractor.ts";

export interface ExtractorProcess {
  /**
   * Reads one document at a time. Undefined when the process ended without reaching a limit: it crashed, or the signal
   * aborted. Rejects when the process could not be started.
   */
  read(document: TextSource, limits: { timeoutMs: number; signal: AbortSignal }): Promise<Extraction | undefined>;
  /** How many documents it has been given. */
  documents(): number;
  /** Whether it should be replaced: it has ended, holds much memory, or has read many documents. */
  isWorn(): boolean;
  /** Kills it. Resolves when it has ended and its memory is released. */
  end(): Promise<void>;
  /** Resolves when it has ended, for whatever reason. */
  ended: Promise<void>;
}

const tooLong: Extraction = { ok: false, code: "too_large", message: "Reading it takes too long." };
const tooMuchMemory: Extraction = { ok: false, code: "too_large", message: "Reading it takes too much memory." };

/** Starts a process that reads documents. This side limits its time and memory. */
export function startExtractorProcess(): ExtractorProcess {
  const child = spawnExtractor();
  const ended = endOf(child);
  // Errors of the input or the channel show up as the end of the process.
  child.stdin?.on("error", () => undefined);
  const ready = Promise.race([once(child, "message"), ended.then(() => cantStart(child))]);
  ready.catch(() => undefined);
  const memory = () => residentBytes(child.pid ?? 0);
  let documents = 0;
  let busyMs = 0;
  let isOver = false;
  void ended.then(() => {
    isOver = true;
  });

  async function ask({ bytes, ...head }: TextSource): Promise<Extraction | undefined> {
    const answered = once(child, "message");
    child.send({ ...head, size: bytes.byteLength }, () => undefined);
    child.stdin?.write(bytes);
    const [answer] = await Promise.race([answered, ended.then(() => [])]);
    return extraction.safeParse(answer).data;
  }

  return {
    async read(document, { timeoutMs, signal }) {
      documents += 1;
      let verdict: Extraction | undefined;
      const giveUp = (reason?: Extraction) => {
        verdict ??= reason;
        child.kill("SIGKILL");
      };
      const onAbort = () => giveUp();
      signal.addEventListener("abort", onAbort);
      const deadline = setTimeout(giveUp, timeoutMs, tooLong);
      let watch: NodeJS.Timeout | undefined;
      const start = performance.now();
      try {
        await ready;
        const before = memory();
        watch = setInterval(() => {
          if (memory() - before > maxGrowthBytes) giveUp(tooMuchMemory);
        }, memoryCheckMs);
        const answer = await ask(document);
        if (answer || verdict || signal.aborted) return answer ?? verdict;
        return isOutOfMemory(child) ? tooMuchMemory : undefined;
      } catch (error) {
        if (verdict || signal.aborted) return verdict;
        throw error;
      } finally {
        signal.removeEventListener("abort", onAbort);
        clearTimeout(deadline);
        clearInterval(watch);
        busyMs += performance.now() - start;
      }
    },
    documents: () => documents,
    isWorn: () => isOver || documents >= wornDocuments || busyMs > wornMs || memory() > wornBytes,
    async end() {
      child.kill("SIGKILL");
      await ended;
    },
    ended,
  };
}

function endOf(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.on("error", () => {
      if (child.pid === undefined) resolve();
    });
  });
}

function cantStart({ exitCode, signalCode }: ChildProcess): never {
  throw new Error(`A process that reads documents can't be started: it ended with ${signalCode ?? exitCode}.`);
}

/** V8 aborts a process whose heap is full. The kernel kills one when memory runs out. */
function isOutOfMemory({ signalCode }: ChildProcess): boolean {
  return signalCode === "SIGABRT" || signalCode === "SIGKILL";
}
