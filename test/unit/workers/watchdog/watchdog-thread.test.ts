import { expect, test } from "vitest";
import { createLoopWatch, type LoopReading, lookEveryMs } from "#workers/watchdog/watchdog-thread.ts";

/** When a loop that is looked at for `seconds` counts as stuck. */
function stuckAfterMs(seconds: number, at: (nowMs: number) => LoopReading): number | undefined {
  const isStuck = createLoopWatch();
  for (let nowMs = 0; nowMs <= seconds * 1_000; nowMs += lookEveryMs) if (isStuck(at(nowMs))) return nowMs;
  return undefined;
}

test("a loop that stands still and keeps the processor is stuck after 3 s", () => {
  expect(stuckAfterMs(4, (nowMs) => ({ beats: 7, cpuMs: 50_000 + nowMs }))).toBe(3_000);
});

// proves A9
test("a process that was suspended for an hour in the middle of a turn is fine", () => {
  const isStuck = createLoopWatch();
  const turn = { beats: 7, cpuMs: 50_000 };
  // The hour is between two looks: nothing of the process ran, so nothing has counted.
  const looks = [turn, { ...turn, cpuMs: 50_280 }, { ...turn, cpuMs: 50_290 }, { beats: 8, cpuMs: 50_300 }];
  expect(looks.map(isStuck)).toEqual([false, false, false, false]);
});

test("what other threads of the process use beside a turn of 2 s does not make it stuck", () => {
  expect(stuckAfterMs(12, (nowMs) => ({ beats: Math.floor(nowMs / 2_000), cpuMs: 4 * nowMs }))).toBeUndefined();
});

test("a starved turn is stuck only when it has had its 3 s of the processor", () => {
  const share = 1 / 6;
  expect(stuckAfterMs(20, (nowMs) => ({ beats: 1, cpuMs: nowMs * share }))).toBe(3_000 / share);
});

test("a loop that sleeps is fine, however long", () => {
  expect(stuckAfterMs(3_600, () => ({ beats: 1, cpuMs: 1_000 }))).toBeUndefined();
});

// proves A9
test("a loop that is busy all the time, in turns of 2.5 s, is not stuck", () => {
  expect(stuckAfterMs(60, (nowMs) => ({ beats: Math.floor(nowMs / 2_500), cpuMs: nowMs }))).toBeUndefined();
});
