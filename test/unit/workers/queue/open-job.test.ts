import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { SealingKeys } from "#common/settings.ts";
import { newSealingKey } from "#test/support/sealing-key.ts";
import { openJob as openFound } from "#workers/queue/open-job.ts";
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
