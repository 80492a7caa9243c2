import { ReplyError } from "ioredis";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ToolError } from "#common/errors.ts";
import type { SealingKeys } from "#common/settings.ts";
import type { UnstartedJob } from "#gateway/queue/bullmq-queues.ts";
import type { ReplyEvent } from "#gateway/queue/reply-inbox.ts";
import { createRunQueued } from "#gateway/queue/run-queued.ts";
import { newSealingKey } from "#test/support/sealing-key.ts";
import { recordingLogger } from "#test/unit/workers/auth/obo-fixture.ts";
import { caller } from "../audit/audit-fixture.ts";
import { callOpenerFor } from "../call-opener.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const keys: SealingKeys = [newSealingKey()];
const answered: ReplyEvent = { type: "output", chunks: [Buffer.from("the answer")], report: {} };

/**
 * A call that waits 2 s for a worker, after which its job is found so. `outcome` is its answer, or the code or name of
 * its error.
 */
function waitingCall(
  job: UnstartedJob,
  { callTimeoutMs = 25_000, addMs = 0, isCancelled = false, roomBytes = 1_000, addFails = "" } = {},
) {
  const steps: string[] = [];
  let hear: (event: ReplyEvent) => void = () => undefined;
  const runQueued = createRunQueued({
    queue: {
      async add() {
        await new Promise((resolve) => setTimeout(resolve, addMs));
        if (addFails !== "") throw new ReplyError(addFails);
        steps.push("added");
      },
      remove: async () => void steps.push("removed"),
      removeUnstarted: async () => job,
      announceEnd: async () => undefined,
      close: async () => undefined,
    },
    inbox: {
      expect: (_owner, _envelope, onEvent) => {
        hear = onEvent;
      },
      forget: () => {
        hear = () => undefined;
      },
      isReading: () => true,
      close: async () => undefined,
    },
    keys,
    logger: recordingLogger().logger,
  });
  const openCall = callOpenerFor(["t"], { callTimeoutMs, redisNow: () => Date.now() });
  const { call, cancel, close } = openCall.ofTool("t", caller);
  if (isCancelled) cancel();
  let keptBytes = 0;
  const holdAnswer = (bytes: number) => {
    keptBytes += bytes;
    if (keptBytes > roomBytes) throw new ToolError("rate_limited", "No room.");
  };
  const answer = runQueued(
    { call, userAssertion: "", holdAnswer },
    { workload: "outlook", priority: 1, queueWaitMs: 2_000 },
  );
  let outcome: string | undefined;
  let message: string | undefined;
  void answer.finally(close).then(
    (chunks) => {
      outcome = Buffer.concat(chunks).toString();
    },
    (error) => {
      outcome = error.code ?? error.name;
      message = error.message;
    },
  );
  /** Resolves when the call has had the time to take it in. */
  const heard = async (tell: () => void) => {
    tell();
    await vi.advanceTimersByTimeAsync(0);
  };
  return {
    outcome: () => outcome,
    message: () => message,
    steps,
    giveUp: () => heard(cancel),
    say: (event: ReplyEvent) => heard(() => hear(event)),
  };
}

describe("a call for whose answer there is no room", () => {
  test("ends with the first part that is too much, and its job is removed", async () => {
    const { outcome, steps, say } = waitingCall("started", { roomBytes: 100 });
    await vi.advanceTimersByTimeAsync(10);
    await say({ type: "part", bytes: 60 });
    expect(outcome()).toBeUndefined();
    await say({ type: "part", bytes: 60 });
    expect(outcome()).toBe("rate_limited");
    expect(steps).toEqual(["added", "removed"]);
  });

  test("ends with the last part, too", async () => {
    const { outcome, say } = waitingCall("started", { roomBytes: 5 });
    await vi.advanceTimersByTimeAsync(10);
    await say(answered);
    expect(outcome()).toBe("rate_limited");
  });
});

test.each([
  ["OOM command not allowed when used memory > 'maxmemory'.", /^The queue of the connector is full\. Try again/],
  ["READONLY You can't write against a read only replica.", /^The connector can't reach its queue\. Try again/],
])("a call that Redis does not take by %j is told what that means", async (addFails, words) => {
  const { outcome, message } = waitingCall("gone", { addFails });
  await vi.advanceTimersByTimeAsync(10);
  expect([outcome(), message()]).toEqual(["unavailable", expect.stringMatching(words)]);
});

describe("a call that its client gives up", () => {
  test("before it is queued never is", async () => {
    const { outcome, steps } = waitingCall("started", { isCancelled: true });
    await vi.advanceTimersByTimeAsync(100);
    expect(outcome()).toBe("CallCancelledError");
    expect(steps).toEqual([]);
  });

  test("while it is being queued is answered at once, and its job is removed as soon as it is there", async () => {
    const { outcome, steps, giveUp } = waitingCall("started", { addMs: 50 });
    await vi.advanceTimersByTimeAsync(10);
    await giveUp();
    expect(outcome()).toBe("CallCancelledError");
    expect(steps).toEqual([]);
    await vi.advanceTimersByTimeAsync(50);
    expect(steps).toEqual(["added", "removed"]);
  });
});

describe("a call of which nothing was heard in the time for a worker to take it", () => {
  test.each([
    ["at once when its job could still be taken out", "removed", 2_000],
    ["a quarter of a second later when its job is gone and nothing comes", "gone", 2_250],
  ] as const)("is refused %s", async (_when, job, refusedAfterMs) => {
    const { outcome } = waitingCall(job);
    await vi.advanceTimersByTimeAsync(refusedAfterMs - 1);
    expect(outcome()).toBeUndefined();
    await vi.advanceTimersByTimeAsync(1);
    expect(outcome()).toBe("unavailable");
  });

  test("is answered all the same when its job has just ended and the frame comes a moment later", async () => {
    const { outcome, say } = waitingCall("gone");
    await vi.advanceTimersByTimeAsync(2_200);
    expect(outcome()).toBeUndefined();
    await say(answered);
    expect(outcome()).toBe("the answer");
  });

  test("waits on when a first frame of a job that is gone comes a moment later", async () => {
    const { outcome, say } = waitingCall("gone");
    await vi.advanceTimersByTimeAsync(2_200);
    await say({ type: "signed-in" });
    await vi.advanceTimersByTimeAsync(5_000);
    expect(outcome()).toBeUndefined();
    await say(answered);
    expect(outcome()).toBe("the answer");
  });

  test("never waits beyond its own deadline for that", async () => {
    const { outcome } = waitingCall("gone", { callTimeoutMs: 2_100 });
    await vi.advanceTimersByTimeAsync(2_100);
    expect(outcome()).toBe("deadline_exceeded");
    expect(vi.getTimerCount()).toBe(0);
  });

  test("ends at once when its client gives it up, whatever time is left", async () => {
    const { outcome, giveUp } = waitingCall("started");
    await vi.advanceTimersByTimeAsync(10_000);
    await giveUp();
    expect(outcome()).toBe("CallCancelledError");
    expect(vi.getTimerCount()).toBe(0);
  });

  test("waits on when a worker has started its job", async () => {
    const { outcome, say } = waitingCall("started");
    await vi.advanceTimersByTimeAsync(20_000);
    await say(answered);
    expect(outcome()).toBe("the answer");
  });
});
