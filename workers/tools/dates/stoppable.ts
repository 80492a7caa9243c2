import { setImmediate } from "node:timers/promises";
import { createContext, Script } from "node:vm";

/** How long a parser may run at a time, in milliseconds. */
const parserLimitMs = 50;

/** More than one whole try: the first one may have compiled patterns again, which V8 forgets after a while. */
const cpuLimitMs = 1.5 * parserLimitMs;
/** On a machine that is overloaded, many tries in a row may end without having had the processor. */
const maxTries = 50;

const idle = () => {};
const box = { work: idle };
createContext(box);
/** A time limit holds for whatever a script calls, regular expressions included. */
const script = new Script("work()");

/**
 * The value of synchronous work, which is stopped after 50 ms, wherever it is, and tried again in another turn of the
 * event loop. Undefined if it takes longer than that. What it changes must be of no matter when it is stopped halfway.
 */
export async function stoppable<T>(work: () => T): Promise<{ value: T } | undefined> {
  let usedMs = 0;
  for (let tries = 0; tries < maxTries && usedMs < cpuLimitMs; tries += 1) {
    await setImmediate();
    const before = process.threadCpuUsage();
    const done = tryOnce(work);
    if (done) return done;
    const { user, system } = process.threadCpuUsage(before);
    usedMs += (user + system) / 1_000;
  }
  return undefined;
}

function tryOnce<T>(work: () => T): { value: T } | undefined {
  let done: { value: T } | undefined;
  box.work = () => {
    done = { value: work() };
  };
  try {
    script.runInContext(box, { timeout: parserLimitMs });
    return done;
  } catch (error) {
    if (isTimeout(error)) return undefined;
    throw error;
  } finally {
    box.work = idle;
  }
}

/** The error may be one of the script's own context, where `Error` is another class. */
function isTimeout(error: unknown): boolean {
  const { code } = Object(error) as { code?: unknown };
  return code === "ERR_SCRIPT_EXECUTION_TIMEOUT";
}
