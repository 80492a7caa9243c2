import { expect, test } from "vitest";
import { createReplayGuard } from "#workers/queue/open-job.ts";

test("admits two runs of a request, the second by a higher number, whatever numbers Redis has for them", () => {
  const guard = createReplayGuard();
  const verdicts = [1, 1, 2, 1, 3, 1_000, Number.POSITIVE_INFINITY].map((run) => guard.admit("r", run));
  expect(verdicts).toEqual(["admitted", "replayed", "admitted", "replayed", "replayed", "replayed", "replayed"]);
  expect(guard.admit("other", 1)).toBe("admitted");
});

test("admits no run of a request that is over, whatever its number", () => {
  const guard = createReplayGuard();
  guard.markEnded("r");
  expect(guard.admit("r", 1)).toBe("over");
  expect(guard.admit("r", 1_000)).toBe("over");
});

test("remembers a request for longer than a call may take, and forgets it in the end", () => {
  let nowMs = 0;
  const guard = createReplayGuard(() => nowMs);
  guard.markEnded("r");
  for (const minute of [1, 2, 3, 4, 5]) {
    nowMs = minute * 60_000;
    expect(guard.admit(`other ${minute}`, 1)).toBe("admitted");
    expect(guard.admit("r", 1)).toBe("over");
  }
  for (const minute of [7, 14]) {
    nowMs = minute * 60_000;
    guard.admit(`other ${minute}`, 1);
  }
  expect(guard.admit("r", 1)).toBe("admitted");
});

test("remembers the last 100,000 requests, however many there were before", () => {
  const guard = createReplayGuard(() => 0);
  for (let index = 0; index < 350_000; index += 1) guard.markEnded(`request ${index}`);
  expect(guard.admit("request 250000", 1)).toBe("over");
  expect(guard.admit("request 349999", 1)).toBe("over");
  expect(guard.admit("request 0", 1)).toBe("admitted");
});
