import { expect, it, onTestFinished, vi } from "vitest";
import { optionalAnswer } from "#common/queue/redis.ts";

it("a call waits a quarter of a second for what it can do without, and the late answer is handed over", async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
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
