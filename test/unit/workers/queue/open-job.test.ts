import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { createEnvelope } from "#common/queue/envelope.ts";
import { jobContext } from "#common/queue/protocol.ts";
import type { SealingKeys } from "#common/settings.ts";
import { newSealingKey } from "#test/support/sealing-key.ts";
import { openJob } from "#workers/queue/open-job.ts";

const keys: SealingKeys = [newSealingKey()];
const now = 1_000_000;

const secret = {
  caller: {
    tenantId: randomUUID(),
    userId: randomUUID(),
    clientId: randomUUID(),
    scopes: ["access_as_user"],
    expiresAtSeconds: 2_000,
    understandsClaims: false,
  },
  userAssertion: "token",
  input: { query: "budget" },
  startBy: now + 2_000,
  queuedAt: now,
  wantsProgress: false,
};

function sealedJob(changes: { expiresAt?: number } = {}) {
  const header = {
    v: 1,
    requestId: randomUUID(),
    gatewayId: randomUUID(),
    tool: "t",
    expiresAt: now + 25_000,
    ...changes,
  } as const;
  const envelope = createEnvelope(keys, header.requestId);
  const sealed = envelope.seal(jobContext(header), Buffer.from(JSON.stringify(secret))).toString("base64");
  return { ...header, sealed };
}

describe("opening a job", () => {
  test("gives the secret of an authentic job", () => {
    const job = sealedJob();
    expect(openJob(keys, { id: job.requestId, data: job, now })).toMatchObject({ secret });
  });

  test("refuses every change of what is in clear", () => {
    const job = sealedJob();
    for (const change of [{ gatewayId: randomUUID() }, { tool: "read_resource" }, { expiresAt: job.expiresAt + 1 }]) {
      expect(openJob(keys, { id: job.requestId, data: { ...job, ...change }, now })).toEqual({ refusal: "forged" });
    }
  });

  test("refuses a job under another id, as its own or as BullMQ's", () => {
    const job = sealedJob();
    const other = randomUUID();
    expect(openJob(keys, { id: other, data: job, now })).toEqual({ refusal: "moved" });
    expect(openJob(keys, { id: other, data: { ...job, requestId: other }, now })).toEqual({ refusal: "forged" });
  });

  test("drops an expired job unopened, authentic or not", () => {
    const job = sealedJob({ expiresAt: now });
    expect(openJob(keys, { id: job.requestId, data: job, now })).toEqual({ refusal: "expired" });
    expect(openJob(keys, { id: job.requestId, data: { ...job, sealed: "x" }, now })).toEqual({ refusal: "expired" });
  });

  test("refuses what is not a job", () => {
    for (const data of [undefined, {}, "job", { ...sealedJob(), extra: 1 }, { ...sealedJob(), sealed: 7 }]) {
      expect(openJob(keys, { id: "x", data, now })).toEqual({ refusal: "malformed" });
    }
  });
});
