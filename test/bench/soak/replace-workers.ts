import { setTimeout as delay } from "node:timers/promises";
import type { Stack, WorkerProcess } from "#test/support/stack.ts";

/** One in so many is killed, which is a fault that we inject; the others get SIGTERM, as in a rolling update. */
const killEach = 3;

export interface Replacements {
  ended: number;
  killed: number;
  /** When each kill was, on performance.now()'s clock. */
  killedAtMs: number[];
}

/**
 * Replaces one of these workers after the other, each as soon as `everyMs` have passed since the one before, until
 * `signal` aborts. The first comes after half of that.
 */
export async function replaceInTurn(options: {
  stack: Pick<Stack, "startWorker">;
  workers: WorkerProcess[];
  everyMs: number;
  signal: AbortSignal;
}): Promise<Replacements> {
  const { stack, workers, everyMs, signal } = options;
  const done: Replacements = { ended: 0, killed: 0, killedAtMs: [] };

  async function replaceNext(): Promise<void> {
    const victim = workers.shift();
    const isKill = (done.ended + done.killed) % killEach === killEach - 1;
    done[isKill ? "killed" : "ended"] += 1;
    if (isKill) done.killedAtMs.push(performance.now());
    victim?.kill(isKill ? "SIGKILL" : "SIGTERM");
    workers.push(await stack.startWorker());
    await victim?.ended;
  }
  const startedAt = performance.now();
  for (let turn = 0; !signal.aborted; turn += 1) {
    const dueInMs = startedAt + (turn + 0.5) * everyMs - performance.now();
    await delay(Math.max(0, dueInMs), undefined, { signal }).catch(() => undefined);
    if (!signal.aborted) await replaceNext();
  }
  return done;
}
