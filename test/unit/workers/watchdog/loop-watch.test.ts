import { expect, test } from "vitest";
import { createLoopWatch, type LoopReading, type LoopVerdict } from "#workers/watchdog/loop-watch.ts";

const everyMs = 250;

/** What is said of a loop for `seconds`, by readings each 250 ms, after a first beat. */
function verdictsOf(seconds: number, at: (nowMs: number) => Omit<LoopReading, "nowMs">): LoopVerdict[] {
  const judge = createLoopWatch();
  return Array.from({ length: (seconds * 1_000) / everyMs + 1 }, (_, index) => {
    const nowMs = index * everyMs;
    return judge({ nowMs, ...at(nowMs) });
  });
}

const onceIn = (verdicts: readonly LoopVerdict[], verdict: LoopVerdict) => verdicts.indexOf(verdict) * everyMs;

test("a turn that keeps the processor is held up after 2 s, once, and stuck after 3 s", () => {
  const verdicts = verdictsOf(4, (nowMs) => ({ beats: 7, cpuMs: 50_000 + nowMs }));
  expect(onceIn(verdicts, "held-up")).toBe(2_000);
  expect(onceIn(verdicts, "stuck")).toBe(3_000);
  expect(verdicts.filter((verdict) => verdict === "held-up")).toHaveLength(1);
});

// proves A9
test("a process that was suspended for 10 s, in the middle of some work or not, is fine", () => {
  const suspended = (nowMs: number) => Math.max(0, nowMs - 10_000);
  const inWork = verdictsOf(12, (nowMs) => ({
    beats: Math.floor(suspended(nowMs) / 200),
    cpuMs: 280 + suspended(nowMs),
  }));
  expect(new Set(inWork)).toEqual(new Set(["running"]));
});

test("a starved turn is known as held up in time, and stuck only when it has had its 3 s of the processor", () => {
  const share = 1 / 6;
  const verdicts = verdictsOf(20, (nowMs) => ({ beats: 1, cpuMs: nowMs * share }));
  expect(onceIn(verdicts, "held-up")).toBe(2_000);
  expect(onceIn(verdicts, "stuck")).toBe(3_000 / share);
});

// proves A9
test("a loop that is busy all the time, in turns of 2.5 s, is not stuck", () => {
  const verdicts = verdictsOf(60, (nowMs) => ({ beats: Math.floor(nowMs / 2_500), cpuMs: nowMs }));
  expect(verdicts).not.toContain("stuck");
});

test("each turn that holds others up is known", () => {
  const verdicts = verdictsOf(10, (nowMs) => ({ beats: Math.floor(nowMs / 2_500), cpuMs: nowMs }));
  expect(verdicts.filter((verdict) => verdict === "held-up")).toHaveLength(4);
});
