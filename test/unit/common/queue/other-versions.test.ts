import { randomUUID } from "node:crypto";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import type { Asked, Call } from "#common/call.ts";
import { createEnvelope } from "#common/queue/envelope.ts";
import { type FrameHeader, frameContext, keyPrefix, queueName } from "#common/queue/protocol.ts";
import type { SealingKeys } from "#common/settings.ts";
import { createFrameAssembler } from "#gateway/queue/reply-inbox.ts";
import { newSealingKey } from "#test/support/sealing-key.ts";
import { somebodyWithIds as caller, callOf } from "#test/unit/call-fixture.ts";
import { ownTime, startToolQueue } from "#test/unit/gateway/queue/tool-queue-fixture.ts";
import { errorReply } from "#test/unit/workers/run-fixture.ts";
import { slotsOfOutlook } from "#test/unit/workers/slots/slot-fixture.ts";
import { openJob } from "#workers/queue/open-job.ts";
import { type OldSecret, oldFrameContext, oldJobContext, oldJobSchema, oldSecretSchema } from "./old-protocol.ts";

const keys: SealingKeys = [newSealingKey()];
const workload = "outlook";
const search: Asked = { kind: "tool", tool: "outlook_email_search" };
const scopesQuestion: Asked = { kind: "granted-scopes" };

const queues = await startToolQueue(keys);
const { redis, queue } = queues;
beforeEach(async () => void (await redis.flushall()));
afterAll(() => queues.stop());

/** A call, and the job that this version's gateway makes of it. */
async function newJob(asked: Asked): Promise<{ call: Call; data: unknown }> {
  const { requestId, deadlineMs, signal } = callOf("t");
  const call: Call = { ...asked, requestId, deadlineMs, signal, caller };
  const input = call.kind === "tool" ? { input: { query: "budget" } } : {};
  const position = { workload, priority: 1, queueWaitMs: 2_000 } as const;
  await queue.add({ call, userAssertion: "token", ...input }, position, createEnvelope(keys, requestId));
  const text = await redis.hget(`${keyPrefix}:${queueName(workload)}:${requestId}`, "data");
  return { call, data: JSON.parse(text ?? "null") };
}

/** A job as an old gateway makes it. */
function oldJob(tool: string, input: unknown) {
  const now = Date.now();
  const header = { v: 1, requestId: randomUUID(), gatewayId: randomUUID(), tool, expiresAt: now + 25_000 } as const;
  const times = { startBy: now + 2_000, queuedAt: now };
  const secret: OldSecret = { caller, userAssertion: "token", input, wantsProgress: false, ...times };
  const envelope = createEnvelope(keys, header.requestId);
  const sealed = envelope.seal(oldJobContext(header), Buffer.from(JSON.stringify(secret)));
  return { ...header, sealed: sealed.toString("base64") };
}

const open = (data: { requestId: string }) => {
  const { signal } = new AbortController();
  const found = { id: data.requestId, data, runNumber: 1, workload } as const;
  return openJob(found, {
    keys,
    redisNow: ownTime.now,
    signal,
    slotFor: (owner, bytes) => slotsOfOutlook(1).slotFor({ owner, bytes, signal }),
    replyTo: () => errorReply().reply,
  });
};

const headerOf = (type: FrameHeader["type"]): FrameHeader => ({
  runNumber: 1,
  runId: "run-of-this-job-",
  type,
  sequence: 0,
  isLast: true,
});

describe("a gateway of this version before an old worker", () => {
  test("writes calls of tools as old workers read them, to the last field", async () => {
    const { call, data } = await newJob(search);
    const job = oldJobSchema.parse(data);
    const opened = createEnvelope(keys, call.requestId).open(oldJobContext(job), Buffer.from(job.sealed, "base64"));
    const secret = oldSecretSchema.parse(JSON.parse(opened?.toString() ?? "null"));
    expect(job).toMatchObject({ tool: "outlook_email_search", requestId: call.requestId, expiresAt: call.deadlineMs });
    expect(secret).toMatchObject({ caller, userAssertion: "token", input: { query: "budget" }, wantsProgress: false });
  });

  test("takes old workers' frames of such a call", async () => {
    const call: Call = { ...callOf("outlook_email_search"), caller };
    const envelope = createEnvelope(keys, call.requestId);
    const header = headerOf("output");
    const sealed = envelope.seal(oldFrameContext(call, "outlook_email_search", header), Buffer.from("{}\nanswer"));
    expect(createFrameAssembler(envelope, call)(header, sealed)).toMatchObject({
      event: { type: "output", chunks: [Buffer.from("answer")] },
    });
  });

  test("asks for permissions in a way that an old worker drops, and never takes for a call of a tool", async () => {
    const { data } = await newJob(scopesQuestion);
    expect(oldJobSchema.safeParse(data).success).toBe(false);
  });
});

describe("a worker of this version behind an old gateway", () => {
  test("runs its calls of tools", () => {
    const job = oldJob("outlook_email_search", { query: "budget" });
    expect(open(job)).toMatchObject({
      run: {
        call: { ...search, requestId: job.requestId, caller },
        userAssertion: "token",
        input: { query: "budget" },
      },
    });
  });

  test("answers its question for permissions, in frames that it takes", () => {
    const job = oldJob("granted-scopes", {});
    const opened = open(job);
    expect(opened).toMatchObject({ run: { call: { ...scopesQuestion, caller }, userAssertion: "token" } });
    if ("refusal" in opened) throw new Error("it was opened");
    const { call } = opened.run;
    const header = headerOf("output");
    expect(frameContext(call, header)).toEqual(oldFrameContext(call, "granted-scopes", header));
  });
});

describe("a gateway and a worker of this version", () => {
  test.each([search, scopesQuestion])("understand each other about %o", async (asked) => {
    const { call, data } = await newJob(asked);
    const opened = open(data as { requestId: string });
    const { requestId, deadlineMs } = call;
    expect(opened).toMatchObject({ run: { call: { ...asked, requestId, caller, deadlineMs } }, isLate: false });
  });

  test("do not let anybody turn a question into a call of a tool, or a call of a tool into a question", async () => {
    const { kind, ...question } = (await newJob(scopesQuestion)).data as { kind: string; requestId: string };
    const { tool, ...toolCall } = (await newJob(search)).data as { tool: string; requestId: string };
    for (const name of [kind, tool]) expect(open({ ...question, tool: name } as never)).toEqual({ refusal: "forged" });
    expect(open({ ...toolCall, kind } as never)).toEqual({ refusal: "forged" });
    expect(open({ ...question, kind: "another-kind" } as never)).toEqual({ refusal: "malformed" });
    expect(open({ ...question, kind, tool } as never)).toEqual({ refusal: "malformed" });
  });
});
