import { type ChildProcess, spawn } from "node:child_process";
import type { Socket } from "node:net";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { isGapOf } from "#workers/documents/gaps.ts";
import type { ReadText, TextSource } from "#workers/documents/text-source.ts";
import { maxTextCharacters } from "#workers/text/reading.ts";
import { createFrameCollector, type Frame, type FrameLimits, frameStart } from "./frames.ts";
import {
  answerLimits,
  maxGrowthBytes,
  memoryCheckMs,
  readingShare,
  wornBytes,
  wornDocuments,
  wornMs,
} from "./limits.ts";
import { answerHead, type Extraction, headOf, readyHead, type TextHead } from "./protocol.ts";
import { killGroup, type SpawnedExtractor, spawnExtractor } from "./spawn-extractor.ts";
import { takePictures } from "./take-pictures.ts";

export type ExtractorProcess = ReturnType<typeof startExtractorProcess>;

const tooLong: Extraction = { ok: false, refusal: "tooLong" };
const tooMuchMemory: Extraction = { ok: false, refusal: "tooMuchMemory" };

/** Starts a process that reads documents. This side limits its time, its memory and what it says. */
export function startExtractorProcess(spawn: () => SpawnedExtractor = spawnExtractor) {
  const { child, documents: input, answers } = spawn();
  const ended = endOf(child);
  // Errors of the input show up as the end of the process.
  input.on("error", () => undefined);
  const channel = createAnswerChannel(answers, answerLimits, () => killGroup(child));
  const greeted = channel.next().then(({ head, body }) => {
    if (body.length > 0 || !readyHead.safeParse(head).success) channel.fail();
  });
  const startFailed = ended.then(() => {
    const { exitCode, signalCode } = child;
    if (channel.isBroken()) return;
    throw new Error(`A process that reads documents can't be started: it ended with ${signalCode ?? exitCode}.`);
  });
  const ready = Promise.race([greeted, startFailed]);
  ready.catch(() => undefined);
  const memory = () => Promise.race([residentBytes(child.pid ?? 0), ended.then(() => 0)]);
  /** Memory after its last document. */
  let heldBytes = 0;
  let documents = 0;
  let busyMs = 0;
  let isOver = false;
  void ended.then(() => {
    isOver = true;
  });

  async function ask(document: TextSource, readingMs: number): Promise<Extraction | undefined> {
    if (channel.isBroken()) return undefined;
    const { bytes } = document;
    const answered = channel.next();
    input.write(frameStart(headOf(document, { number: documents, readingMs }), bytes.byteLength));
    input.write(bytes);
    const frame = await Promise.race([answered, ended]);
    if (frame === undefined) return undefined;
    const answer = readAnswer(frame, documents);
    // Our code answers when it has the whole document, and reads on. What is not taken would stay in memory.
    if (answer === undefined || input.writableLength > 0 || input.destroyed) channel.fail();
    return channel.isBroken() ? undefined : answer;
  }

  return {
    /**
     * Reads one document at a time. Undefined when the process ended without reaching a limit: it crashed, it said what
     * our code does not say and was ended for that, or the signal aborted. Rejects when it could not be started.
     */
    async read(
      document: TextSource,
      { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal },
    ): Promise<Extraction | undefined> {
      documents += 1;
      let verdict: Extraction | undefined;
      const giveUp = (reason?: Extraction) => {
        verdict ??= reason;
        killGroup(child);
      };
      const onAbort = () => giveUp();
      signal.addEventListener("abort", onAbort);
      const deadline = setTimeout(giveUp, timeoutMs, tooLong);
      let watch: NodeJS.Timeout | undefined;
      const start = performance.now();
      try {
        await ready;
        const before = await memory();
        watch = setInterval(async () => {
          if ((await memory()) - before > maxGrowthBytes) giveUp(tooMuchMemory);
        }, memoryCheckMs);
        const leftMs = timeoutMs - (performance.now() - start);
        const answer = await ask(document, leftMs * readingShare);
        clearInterval(watch);
        heldBytes = await memory();
        if (answer || verdict || signal.aborted) return answer ?? verdict;
        return !channel.isBroken() && outOfMemory.has(child.signalCode) ? tooMuchMemory : undefined;
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
    /** How many documents it has been given. */
    documents: () => documents,
    /** Whether it should be replaced: it has ended, holds much memory, or has read many documents. */
    isWorn: () =>
      isOver || channel.isBroken() || documents >= wornDocuments || busyMs > wornMs || heldBytes > wornBytes,
    /** Kills it, with whatever it has started. Resolves when it has ended and its memory is released. */
    async end(): Promise<void> {
      killGroup(child);
      await ended;
    },
    /** Resolves when it has ended, for whatever reason. */
    ended,
  };
}

function endOf(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once("exit", () => {
      killGroup(child);
      resolve();
    });
    child.on("error", () => {
      if (child.pid === undefined) resolve();
    });
  });
}

/** V8 aborts a process whose heap is full. The kernel kills one when memory runs out. */
const outOfMemory: ReadonlySet<NodeJS.Signals | null> = new Set(["SIGABRT", "SIGKILL"]);

/**
 * What a process says of a document. Undefined where it is not what a process says that runs our code: of another
 * document, not of its schema, with places that the text doesn't have, or with pictures that it doesn't
 * make.
 */
function readAnswer({ head, body }: Frame, number: number): Extraction | undefined {
  const answer = answerHead.safeParse(head).data;
  if (answer?.number !== number || (answer.kind !== "text" && body.length > 0)) return undefined;
  if (answer.kind === "refused") return { ok: false, refusal: answer.refusal };
  const { kind: _kind, number: _number, format, pictures: _heads, ...rest } = answer;
  const taken = takePictures(body, answer);
  if (taken === undefined) return undefined;
  const { textBytes, pictures } = taken;
  const text = {
    ...rest,
    text: Buffer.from(textBytes.buffer, textBytes.byteOffset, textBytes.length).toString(),
    ...(pictures.length > 0 && { pictures }),
  };
  return isPlausible(text, answer) ? { ok: true, format, text } : undefined;
}

function isPlausible({ text, quotesFrom = 0 }: ReadText, { pages, pageCount, gaps }: TextHead) {
  if (text.length > maxTextCharacters || quotesFrom > text.length) return false;
  const areInText = (pages ?? []).every(
    ({ number, from }, at) =>
      number <= (pageCount ?? 0) && from <= text.length && (at === 0 || from >= (pages?.[at - 1]?.from ?? 0)),
  );
  return areInText && (gaps ?? []).every((gap) => isGapOf(gap, pageCount ?? 0));
}

/**
 * What a process that reads documents says. A document may have taken it over: it may say anything, at any time.
 * @param stream where frames arrive
 * @param onBroken called once
 */
export function createAnswerChannel(stream: Readable, limits: FrameLimits, onBroken: () => void) {
  let isBroken = false;
  let awaited: { take: ReturnType<typeof createFrameCollector>; resolve: (frame: Frame) => void } | undefined;

  /** Ends the stream after a frame that was not what had to come. */
  function fail(): void {
    if (isBroken) return;
    isBroken = true;
    awaited = undefined;
    stream.destroy();
    onBroken();
  }

  // Errors show up as the end of the process.
  stream.on("error", () => undefined);
  stream.on("data", (piece: Buffer) => {
    if (awaited === undefined) return fail();
    const { take, resolve } = awaited;
    try {
      const frame = take(piece);
      if (frame === undefined) return;
      awaited = undefined;
      resolve(frame);
    } catch {
      fail();
    }
  });

  return {
    /** The one frame that it may send now. Stays pending when the channel breaks. */
    next(): Promise<Frame> {
      const { promise, resolve } = Promise.withResolvers<Frame>();
      if (!isBroken) awaited = { take: createFrameCollector(limits), resolve };
      return promise;
    },
    fail,
    /** Whether it has said more than it was asked for, or something else. No later frame of it is read. */
    isBroken: () => isBroken,
  };
}

/** Answers a process ID, on a line, by how many bytes of it are resident: 0 where there is no such process. */
const program = `page=$(getconf PAGESIZE || echo 4096)
while read -r pid; do
  pages=0
  read -r size pages others </proc/$pid/statm
  echo $((pages * page))
done`;

type Meter = (pid: number) => Promise<number>;

/** Starts a process that ends with this one, and doesn't keep this one from ending. */
function startMeter(onEnd: () => void): Meter {
  const child = spawn("/bin/sh", ["-c", program], { env: {}, stdio: ["pipe", "pipe", "ignore"] });
  const asked: ((bytes: number) => void)[] = [];
  const end = () => {
    onEnd();
    for (const answer of asked.splice(0)) answer(0);
  };
  child.on("error", end);
  child.on("close", end);
  // Shows up as the end of the process.
  child.stdin.on("error", () => undefined);
  createInterface({ input: child.stdout }).on("line", (line) => asked.shift()?.(Number(line)));
  child.unref();
  for (const stream of [child.stdin, child.stdout]) (stream as Socket).unref();
  return function ask(pid) {
    const { promise, resolve } = Promise.withResolvers<number>();
    asked.push(resolve);
    child.stdin.write(`${pid}\n`);
    return promise;
  };
}

let meter: Meter | undefined;

/**
 * Resident memory of a process (Linux). 0 for one that has ended, without `/proc`, and when it can't be found out.
 *
 * One small process finds it out for all that are asked for: under Node's permission model a right to read in `/proc`
 * would be a right to read every file, by way of `/proc/self/root`.
 */
function residentBytes(pid: number): Promise<number> {
  meter ??= startMeter(() => {
    meter = undefined;
  });
  return meter(pid);
}
