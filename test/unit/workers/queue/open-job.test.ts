import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { SealingKeys } from "#common/settings.ts";
import { newSealingKey } from "#test/support/sealing-key.ts";
import { createReplayGuard, openJob as openFound } from "#workers/queue/open-job.ts";
import { errorReply } from "../run-fixture.ts";
import { slotsOfOutlook } from "../slots/slot-fixture.ts";
import { jobSecret, sealedJob as sealedJobOf } from "./sealed-job.ts";

const keys: SealingKeys = [newSealingKey()];
const now = 1_000_000;

const secret = jobSecret(now);
const sealedJob = (changes?: { expiresAt?: number }) => sealedJobOf(keys, now, changes);

const { signal } = new AbortController();

/** Opens it now. */
const openJob = (found: { id: string; data: unknown; runNumber?: number; now?: number }) =>
  openFound(
    { workload: "outlook", runNumber: 1, ...found },
    {
      keys,
      redisNow: () => found.now ?? now,
      signal,
      slotFor: (owner, bytes) => slotsOfOutlook(1).slotFor({ owner, bytes, signal }),
      replyTo: () => errorReply().reply,
    },
  );

describe("opening a job", () => {
  test("gives the run that an authentic job asks for, with its deadline", () => {
    const job = sealedJob();
    const { caller, userAssertion, input, wantsProgress } = secret;
    expect(openJob({ id: job.requestId, data: job, now: now + 20 })).toMatchObject({
      run: {
        call: { kind: "tool", tool: "t", requestId: job.requestId, caller, deadlineMs: job.expiresAt, signal },
        userAssertion,
        input,
        wantsProgress,
        number: 1,
        queueWaitMs: 20,
      },
      isLate: false,
    });
  });

  test("tells a first run that is late; one that takes a job over has waited for nothing", () => {
    const data = sealedJob();
    const opened = { id: data.requestId, data, now: secret.startBy + 1 };
    expect(openJob(opened)).toMatchObject({ isLate: true });
    expect(openJob({ ...opened, runNumber: 2 })).toMatchObject({
      isLate: false,
      run: { number: 2, queueWaitMs: undefined },
    });
  });

  test("refuses every change of what is in clear", () => {
    const job = sealedJob();
    for (const change of [{ gatewayId: randomUUID() }, { tool: "read_resource" }, { expiresAt: job.expiresAt + 1 }]) {
      expect(openJob({ id: job.requestId, data: { ...job, ...change } })).toEqual({ refusal: "forged" });
    }
  });

  test("refuses a job under another id, as its own or as BullMQ's", () => {
    const job = sealedJob();
    const other = randomUUID();
    expect(openJob({ id: other, data: job })).toEqual({ refusal: "moved" });
    expect(openJob({ id: other, data: { ...job, requestId: other } })).toEqual({ refusal: "forged" });
  });

  test("drops an expired job unopened, authentic or not", () => {
    const job = sealedJob({ expiresAt: now });
    expect(openJob({ id: job.requestId, data: job })).toEqual({ refusal: "expired" });
    expect(openJob({ id: job.requestId, data: { ...job, sealed: "x" } })).toEqual({ refusal: "expired" });
  });

  test("refuses what is not a job", () => {
    for (const data of [undefined, {}, "job", { ...sealedJob(), extra: 1 }, { ...sealedJob(), sealed: 7 }]) {
      expect(openJob({ id: "x", data })).toEqual({ refusal: "malformed" });
    }
  });
});

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
