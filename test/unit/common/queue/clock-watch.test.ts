import { afterEach, expect, it, vi } from "vitest";
import { lookRegularly, watchClock } from "#common/queue/redis-time.ts";

const watched = (problem: string | undefined) => {
  const time = { now: () => 0, offsetMs: () => 0, problem: () => problem, refresh: async () => undefined };
  return watchClock(time, { error: () => undefined });
};

afterEach(() => void vi.useRealTimers());

it("who follows the clock is told at once whether it is right", () => {
  const heard: boolean[] = [];
  watched(undefined).follow((isRight) => heard.push(isRight));
  watched("the clock stands still").follow((isRight) => heard.push(isRight));
  expect(heard).toEqual([true, false]);
});

it("the clock is looked at every five seconds until it is stopped", () => {
  vi.useFakeTimers();
  const look = vi.fn(async () => undefined);
  const { stop } = lookRegularly({ look });
  vi.advanceTimersByTime(15_000);
  stop();
  vi.advanceTimersByTime(15_000);
  expect(look).toHaveBeenCalledTimes(3);
});
