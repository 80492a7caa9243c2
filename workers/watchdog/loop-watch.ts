/** What can be seen of an event loop from another thread. */
export interface LoopReading {
  nowMs: number;
  /** Grows in every turn of the loop in which its timer is due. */
  beats: number;
  /** Processor time of the loop's thread so far. */
  cpuMs: number;
}

/**
 * - `held-up`, once per turn: the turn lasts, and by its own work. Soon the jobs of this process will be taken over.
 * - `stuck`: the turn has used more processor time than any turn may.
 */
export type LoopVerdict = "running" | "held-up" | "stuck";

/** A turn that lasts so long, with at least so much processor time, holds others up. */
const heldUp = { ms: 2_000, cpuMs: 300 };
const stuckCpuMs = 3_000;

/**
 * Judges an event loop by readings taken one after the other. A thread that is suspended, starved or asleep uses no
 * processor time, so its turn never counts as stuck, however long it lasts.
 */
export function createLoopWatch(): (reading: LoopReading) => LoopVerdict {
  let turn: LoopReading | undefined;
  let isKnown = false;
  return function judge(reading) {
    if (reading.beats !== turn?.beats) {
      turn = reading;
      isKnown = false;
    }
    const cpuMs = reading.cpuMs - turn.cpuMs;
    if (cpuMs >= stuckCpuMs) return "stuck";
    if (isKnown || reading.nowMs - turn.nowMs < heldUp.ms || cpuMs < heldUp.cpuMs) return "running";
    isKnown = true;
    return "held-up";
  };
}
