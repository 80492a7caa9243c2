/** What can be seen of an event loop from another thread. */
export interface LoopReading {
  /** Grows in every turn of the loop in which its timer is due. */
  beats: number;
  /** Processor time of the process so far. */
  cpuMs: number;
}

/** How often the thread looks. */
export const lookEveryMs = 250;
const stuckMs = 3_000;

/**
 * Judges an event loop by looks at it, `lookEveryMs` apart: it is stuck when it stood still for 3 s by the looks that
 * were taken, and the process used 3 s of processor time meanwhile. A process that is suspended takes no looks, and one
 * that is starved or asleep uses no processor time, so neither is ever stuck.
 */
export function createLoopWatch(): (reading: LoopReading) => boolean {
  let turn: LoopReading | undefined;
  let looks = 0;
  return function isStuck(reading) {
    if (reading.beats !== turn?.beats) {
      turn = reading;
      looks = 0;
      return false;
    }
    looks += 1;
    return looks * lookEveryMs >= stuckMs && reading.cpuMs - turn.cpuMs >= stuckMs;
  };
}
