import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { optionalAnswer } from "#common/queue/redis.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it("a call waits a quarter of a second for what it can do without, and the late answer is handed over", async () => {
  const { promise, resolve } = Promise.withResolvers<string>();
  const late = vi.fn();
  const got = vi.fn();
  void optionalAnswer(promise, late).then(got);
  await vi.advanceTimersByTimeAsync(249);
  expect(got).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(2);
  expect(got).toHaveBeenCalledWith(undefined);
  resolve("a grant");
  await vi.advanceTimersByTimeAsync(0);
  expect(late).toHaveBeenCalledWith("a grant");
});
