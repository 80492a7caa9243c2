import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { ToolError, toolErrorToJson } from "#common/errors.ts";
import { createEnvelope } from "#common/queue/envelope.ts";
import {
  type FrameHeader,
  type FrameType,
  frameContext,
  lastFrameContent,
  maxReplyBytes,
  type RunReport,
} from "#common/queue/protocol.ts";
import { createFrameAssembler } from "#gateway/queue/reply-inbox.ts";
import { newSealingKey } from "#test/support/sealing-key.ts";
import { callOf } from "#test/unit/call-fixture.ts";

const call = callOf("outlook_email_search");
const envelope = createEnvelope([newSealingKey()], call.requestId);
const runId = (run: number) => `run${run}`.padEnd(16, "x");

function header(type: FrameType, run: number, sequence: number, isLast = false): FrameHeader {
  return { type, runNumber: run, runId: runId(run), sequence, isLast };
}

function frame(head: FrameHeader, content: string | Buffer = ""): [FrameHeader, Buffer] {
  return [head, envelope.seal(frameContext(call, head), Buffer.from(content))];
}

describe("frame assembler", () => {
  test("gives the chunks of an output, in order and as they were cut, within a character too", () => {
    const accept = createFrameAssembler(envelope, call);
    const bytes = Buffer.from('"珈琲"');
    const chunks = [bytes.subarray(0, 3), bytes.subarray(3)] as const;
    expect(accept(...frame(header("signed-in", 1, 0)))).toEqual({ event: { type: "signed-in" } });
    expect(accept(...frame(header("output", 1, 1), chunks[0]))).toEqual({ event: { type: "part", bytes: 3 } });
    const end = accept(...frame(header("output", 1, 2, true), chunks[1]));
    expect(end).toEqual({ event: { type: "output", chunks, report: {} } });
  });

  test("gives what the last frame reports of the run, and refuses a report with anything else in it", () => {
    const report = { permission: ["Mail.Read"], graphRequests: 1, graphRequestIds: [randomUUID()] };
    const last = (told: object) =>
      frame(header("output", 1, 0, true), Buffer.concat(lastFrameContent(told as RunReport, Buffer.from('{"a":1}'))));
    expect(createFrameAssembler(envelope, call)(...last({ ...report, content: "no" }))).toEqual({
      event: { type: "output", chunks: [Buffer.from('{"a":1}')], report },
    });
    const hostile = [
      { permission: ["the question was: salary"] },
      { graphRequestIds: ["not an id"] },
      { graphRequestIds: Array.from({ length: 21 }, () => randomUUID()) },
      { graphRequests: "many" },
    ];
    for (const told of hostile) expect(() => createFrameAssembler(envelope, call)(...last(told))).toThrow();
  });

  test("gives the worker's error with its code and details", () => {
    const accept = createFrameAssembler(envelope, call);
    const error = new ToolError("rate_limited", "Slow down.", { retryAfterSeconds: 7 });
    const verdict = accept(...frame(header("error", 1, 0, true), toolErrorToJson(error)));
    expect(verdict).toMatchObject({
      event: { type: "error", error: { code: "rate_limited", details: { retryAfterSeconds: 7 } } },
    });
  });

  test("refuses a frame whose header was changed", () => {
    const accept = createFrameAssembler(envelope, call);
    const [head, sealed] = frame(header("output", 1, 0), "x");
    expect(accept({ ...head, isLast: true }, sealed)).toEqual({ refusal: "forged" });
    expect(accept({ ...head, runNumber: 2 }, sealed)).toEqual({ refusal: "forged" });
    expect(accept({ ...head, type: "error" }, sealed)).toEqual({ refusal: "forged" });
  });

  test("refuses a frame of another user's call", () => {
    const [head, sealed] = frame(header("output", 1, 0, true), "{}");
    const accept = createFrameAssembler(envelope, { ...call, caller: { ...call.caller, userId: "somebody else" } });
    expect(accept(head, sealed)).toEqual({ refusal: "forged" });
  });

  test.each([
    ["that came before", header("output", 1, 0), "repeated"],
    ["after a gap", header("output", 1, 2), "out_of_order"],
    ["of a higher run that does not begin at its beginning", header("output", 2, 1, true), "out_of_order"],
    ["of another run of the same number", { ...header("output", 1, 1, true), runId: "another-run-of-1" }, "other_run"],
  ])("refuses a frame %s", (_title, head, refusal) => {
    const accept = createFrameAssembler(envelope, call);
    accept(...frame(header("output", 1, 0), "a"));
    expect(accept(...frame(head, "b"))).toEqual({ refusal });
  });

  test("discards the chunks of a run that another run took over", () => {
    const accept = createFrameAssembler(envelope, call);
    accept(...frame(header("output", 1, 0), "stale"));
    accept(...frame(header("output", 2, 0), '{"fresh":'));
    expect(accept(...frame(header("output", 1, 1, true), "stale"))).toEqual({ refusal: "superseded" });
    const end = accept(...frame(header("output", 2, 1, true), "true}"));
    expect(end).toEqual({
      event: { type: "output", chunks: [Buffer.from('{"fresh":'), Buffer.from("true}")], report: {} },
    });
  });

  test("refuses an output that never ends", () => {
    const accept = createFrameAssembler(envelope, call);
    const large = Buffer.alloc(maxReplyBytes / 2, "a");
    accept(...frame(header("output", 1, 0), large));
    accept(...frame(header("output", 1, 1), large));
    expect(accept(...frame(header("output", 1, 2), "a"))).toEqual({ refusal: "too_large" });
  });
});
