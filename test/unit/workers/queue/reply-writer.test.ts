import { randomBytes, randomUUID } from "node:crypto";
import { beforeEach, describe, expect, it, test, vi } from "vitest";
import { ToolError } from "#common/errors.ts";
import { createEnvelope } from "#common/queue/envelope.ts";
import { chunkBytes, frameFields, frameHeaderFromText, replyStreamKey } from "#common/queue/protocol.ts";
import type { SealingKeys } from "#common/settings.ts";
import { type AssembledFrame, createFrameAssembler } from "#gateway/queue/reply-inbox.ts";
import { newSealingKey } from "#test/support/sealing-key.ts";
import { callOf } from "#test/unit/call-fixture.ts";
import { ownRedis } from "#test/unit/own-redis.ts";
import { appendFrame, createReplyWriter } from "#workers/queue/reply-writer.ts";

const keys: SealingKeys = [newSealingKey()];
const gatewayId = randomUUID();
const stream = replyStreamKey(gatewayId);
const outOfMemory = Object.assign(new Error("OOM command not allowed"), { name: "ReplyError" });
const { redis } = await ownRedis();

beforeEach(async () => void (await redis.xadd(stream, "*", "born", "1")));

/** One run, and what its gateway makes of the frames that are in the stream. */
function run() {
  const call = callOf("t");
  const envelope = createEnvelope(keys, call.requestId);
  const [onGatewayGone, onAnswered] = [vi.fn(), vi.fn()];
  const reply = createReplyWriter(call, { gatewayId, runNumber: 1, envelope }, { redis, onGatewayGone, onAnswered });
  const assemble = createFrameAssembler(envelope, call);
  async function verdicts(): Promise<AssembledFrame[]> {
    const entries = await redis.xrangeBuffer(stream, "-", "+");
    return entries.flatMap(([, values]) => {
      const field = (name: string) => values[values.findIndex((value) => value.toString() === name) + 1];
      const header = frameHeaderFromText(field(frameFields.header)?.toString() ?? "");
      const sealed = field(frameFields.sealed);
      return header && sealed ? [assemble(header, sealed)] : [];
    });
  }
  return { reply, verdicts, onGatewayGone, onAnswered };
}

/** Redis takes its time to refuse the next frame, and takes those after it. */
function refuseNextFrame(): { now: () => void } {
  const refusal = Promise.withResolvers<void>();
  vi.spyOn(redis, "sendCommand").mockImplementationOnce((command) =>
    refusal.promise.then(() => command.reject(outOfMemory)),
  );
  return { now: refusal.resolve };
}

test.each(["signedIn", "progress"] as const)(
  "an answer comes whole, in its order, after a %s frame that Redis refused while the answer was ready",
  async (kind) => {
    const { reply, verdicts } = run();
    const refuse = refuseNextFrame();
    const said = kind === "signedIn" ? reply.signedIn() : reply.progress({ progress: 1 });
    said.catch(() => undefined);
    const output = reply.output(Buffer.alloc(chunkBytes + 1, "x"), {});
    refuse.now();
    await expect(said).rejects.toBe(outOfMemory);
    await output;
    expect(await verdicts()).toMatchObject([{ event: { type: "part" } }, { event: { type: "output" } }]);
  },
);

test("frames that Redis takes come in the order in which they were said", async () => {
  const { reply, verdicts } = run();
  await Promise.all([reply.signedIn(), reply.progress({ progress: 1 }), reply.output(Buffer.from("x"), {})]);
  const types = (await verdicts()).map((verdict) => ("event" in verdict ? verdict.event?.type : verdict.refusal));
  expect(types).toEqual(["signed-in", "progress", "output"]);
});

test.each(["output", "error"] as const)("a call is answered when Redis has its whole %s, not before", async (kind) => {
  const { reply, onAnswered } = run();
  const answer = () =>
    kind === "output"
      ? reply.output(Buffer.alloc(chunkBytes + 1), {})
      : reply.error(new ToolError("not_found", "gone"));
  await reply.signedIn();
  const refuse = refuseNextFrame();
  const refused = answer();
  refuse.now();
  await expect(refused).rejects.toBe(outOfMemory);
  expect(onAnswered).not.toHaveBeenCalled();
  await answer();
  expect(onAnswered).toHaveBeenCalledOnce();
});

test("every frame for a gateway whose stream is gone stops the run and is rejected by that name", async () => {
  const { reply, onGatewayGone } = run();
  await redis.del(stream);
  await expect(reply.signedIn()).rejects.toMatchObject({ name: "GatewayGoneError" });
  await expect(reply.output(Buffer.from("x"), {})).rejects.toMatchObject({ name: "GatewayGoneError" });
  expect(onGatewayGone).toHaveBeenCalledTimes(2);
  expect(await redis.exists(stream)).toBe(0);
});

describe("a frame", () => {
  const fields = ["id", "a", "h", "ü€", "b"];
  const append = (value: readonly Uint8Array[]) => appendFrame(redis, { stream, fields, value });
  /** The values of the last field, of all entries but the first. */
  const appended = async () => (await redis.xrangeBuffer(stream, "-", "+")).slice(1).map(([, values]) => values.at(-1));

  it("is appended whole, whatever parts it comes in", async () => {
    const large = randomBytes(300_000);
    const values = [[Buffer.from("one")], [large.subarray(0, 1), Buffer.alloc(0), large.subarray(1)], []];
    for (const value of values) expect(await append(value)).toBe(true);
    expect(await appended()).toEqual(values.map((value) => Buffer.concat(value)));
    const [, entry] = await redis.xrangeBuffer(stream, "-", "+");
    expect(entry?.[1].slice(0, -1).map(String)).toEqual(fields);
  });

  it("keeps its place among the other commands of its turn, which get their own answers", async () => {
    const large = randomBytes(100_000);
    const answers = await Promise.all([redis.incr("n"), append([large, large]), redis.incr("n"), append([large])]);
    expect(answers).toEqual([1, true, 2, true]);
    expect(await appended()).toEqual([Buffer.concat([large, large]), large]);
  });

  it("is not appended to a stream that is gone, which is not made again", async () => {
    await redis.del(stream);
    expect(await append([Buffer.from("x")])).toBe(false);
    expect(await redis.exists(stream)).toBe(0);
  });

  it("is rejected with the error of Redis, and the connection goes on", async () => {
    await redis.set(stream, "no stream");
    await expect(append([Buffer.from("x")])).rejects.toMatchObject({ name: "ReplyError" });
    expect(await redis.get(stream)).toBe("no stream");
  });

  it("is sent again, whole, when the connection is lost before the answer", async () => {
    const large = randomBytes(100_000);
    const appending = append([large, large]);
    redis.disconnect(true);
    expect(await appending).toBe(true);
    expect((await appended()).at(-1)).toEqual(Buffer.concat([large, large]));
  });
});
