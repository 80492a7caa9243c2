import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ToolError } from "#common/errors.ts";
import { createMetrics } from "#common/metrics.ts";
import type { RunReport } from "#common/queue/protocol.ts";
import { catalog } from "#common/tools/catalog.ts";
import { untraced } from "#common/tracing/trace.ts";
import { createCallTool } from "#gateway/call-tool.ts";
import { gatewayMetrics } from "#gateway/gateway-metrics.ts";
import { CallCancelledError } from "#gateway/open-call.ts";
import { tenantPolicies } from "#test/support/tenant-policies.ts";
import { callOf } from "#test/unit/call-fixture.ts";
import { recordingLogger } from "#test/unit/workers/auth/obo-fixture.ts";
import { caller, memorySink, parsed, startAudit } from "./audit/audit-fixture.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const answer = Buffer.from(JSON.stringify([{ type: "text", text: "{}" }]));

/**
 * A gateway's calls over an audit log in memory: what happened, in order, what the log held when a call was queued, and
 * for how long each call that ended had a slot, as far as a worker told.
 */
function gateway(options: { fails?: Error; report?: RunReport } = {}) {
  const { sink, state } = memorySink();
  const steps: string[] = [];
  const logged = () => parsed(state.text).map(({ event, requestId }) => `${event} ${requestId ?? ""}`.trim());
  const queuedWith: string[][] = [];
  const slotTimes: (number | undefined)[] = [];
  let calls = 0;
  const callTool = createCallTool({
    catalog,
    policies: tenantPolicies(),
    async runQueued({ call: { requestId }, onSignedIn }, { onReport }) {
      queuedWith.push(logged());
      steps.push(`queued ${requestId}`);
      onSignedIn?.();
      if (options.report !== undefined) onReport?.(options.report);
      if (options.fails !== undefined) throw options.fails;
      return [answer];
    },
    admission: {
      admit: async ({ requestId }) => ({
        priority: 1,
        leave(slotMs) {
          steps.push(`left ${requestId}`);
          slotTimes.push(slotMs);
        },
      }),
    },
    callOpener: { ofPart: () => expect.unreachable("a tool has no parts") },
    askGrantedScopes: () => expect.unreachable("the worker knows what is granted"),
    audit: startAudit(sink),
    metrics: createMetrics(gatewayMetrics).metrics,
    logger: recordingLogger().logger,
    trace: untraced,
    queueWaitMs: 2_000,
    now: Date.now,
  });

  function call() {
    calls += 1;
    return callTool({
      call: callOf("outlook_email_search", { caller, requestId: `call-${calls}` }),
      input: {},
      userAssertion: "assertion",
      // From here on the answer's status and first bytes are out.
      onSignedIn: () => void steps.push("committed"),
    });
  }
  return { call, state, steps, queuedWith, slotTimes, logged };
}

describe("the audit line of a call's start", () => {
  test("is written before the call is queued and its response committed, the line of its end after", async () => {
    const { call, steps, queuedWith, logged } = gateway();
    await call();
    await call();
    expect(queuedWith).toEqual([
      ["chain_opened", "call_started call-1"],
      ["chain_opened", "call_started call-1", "call_finished call-1", "call_started call-2"],
    ]);
    expect(steps.slice(0, 3)).toEqual(["queued call-1", "committed", "left call-1"]);
    expect(logged().at(-1)).toBe("call_finished call-2");
  });

  test("holds the call while nobody takes it, and the call is queued as soon as it is written whole", async () => {
    const { call, state, steps, queuedWith } = gateway();
    Object.assign(state, { takes: 40, error: "EAGAIN" });
    const answered = call();
    await vi.advanceTimersByTimeAsync(500);
    expect(steps).toEqual([]);
    state.takes = Number.POSITIVE_INFINITY;
    await vi.advanceTimersByTimeAsync(20);
    await answered;
    expect(queuedWith).toEqual([["chain_opened", "call_started call-1"]]);
  });

  test("that can't be written keeps the call from being queued at all", async () => {
    const { call, state, steps, queuedWith } = gateway();
    state.takes = 0;
    await expect(call()).rejects.toMatchObject({ code: "unavailable", details: { retryAfterSeconds: 5 } });
    expect(queuedWith).toEqual([]);
    expect(steps).toEqual(["left call-1"]);
  });
});

test.each([
  ["an answer", { report: { slotMs: 120 } }, 120],
  ["an error", { report: { slotMs: 120 }, fails: new ToolError("not_found", "Not there.") }, 120],
  ["no free worker", { report: { queueWaitMs: 9 }, fails: new ToolError("unavailable", "None.") }, undefined],
  ["nothing, because its client gave it up,", { fails: new CallCancelledError() }, undefined],
])("a call that got %s teaches for how long it had a slot, if a worker told", async (_what, options, slotMs) => {
  const { call, slotTimes } = gateway(options);
  await call().catch(() => undefined);
  expect(slotTimes).toEqual([slotMs]);
});
