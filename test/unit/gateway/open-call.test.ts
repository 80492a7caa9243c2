import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ToolError } from "#common/errors.ts";
import { caller } from "./audit/audit-fixture.ts";
import { callOpenerFor } from "./call-opener.ts";

beforeEach(() => void vi.useFakeTimers({ now: 1_000 }));
afterEach(() => {
  vi.useRealTimers();
  suspended.clear();
});

const suspended = new Set<string>();
const openCall = callOpenerFor(["outlook_email_search"], {
  refusalOf: (tenantId) => (suspended.has(tenantId) ? new ToolError("permission_missing", "Suspended.") : undefined),
  newRequestId: () => "request",
  redisNow: () => Date.now(),
});

test("a call has an id, a deadline and a signal that says at the deadline what the client is told", async () => {
  const { call } = openCall.ofTool("outlook_email_search", caller);
  expect(call).toMatchObject({ kind: "tool", tool: "outlook_email_search", requestId: "request", deadlineMs: 26_000 });
  await vi.advanceTimersByTimeAsync(24_999);
  expect(call.signal.aborted).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(call.signal.reason).toMatchObject({
    code: "deadline_exceeded",
    message:
      "Microsoft 365 did not answer within 25 seconds. Ask for less (fewer results, a shorter period) or try again.",
  });
});

test("a call that its client gives up says so, also after its deadline would have come", async () => {
  const { call, cancel } = openCall.ofTool("outlook_email_search", caller);
  cancel();
  await vi.advanceTimersByTimeAsync(30_000);
  expect(call.signal.reason).toMatchObject({ name: "CallCancelledError" });
});

test("a call that has ended leaves no clock behind, and never aborts", async () => {
  const { call, close } = openCall.ofGrantedScopes(caller, 1_500);
  close();
  expect(vi.getTimerCount()).toBe(0);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(call.signal.aborted).toBe(false);
});

test("the open calls of a tenant end when it is refused, and nobody else's; a later one at once", () => {
  const theirs = { ...caller, tenantId: "99999999-9999-4999-8999-999999999999" };
  const [over, running, others] = [theirs, theirs, caller].map((by) => openCall.ofTool("outlook_email_search", by));
  over?.close();
  suspended.add(theirs.tenantId);
  expect(openCall.endCallsOf(theirs.tenantId)).toBe(1);
  expect(running?.call.signal.reason).toMatchObject({ code: "permission_missing", message: "Suspended." });
  expect([over, others].map((opened) => opened?.call.signal.aborted)).toEqual([false, false]);
  running?.close();
  expect(openCall.endCallsOf(theirs.tenantId)).toBe(0);
  const { call, close } = openCall.ofGrantedScopes(theirs, 1_500);
  expect(call.signal.reason).toMatchObject({ code: "permission_missing" });
  close();
});

test.each(["drop_table", "granted-scopes", "", "x".repeat(100_000)])(
  "a call of a tool that does not exist is named other, not as the client named it",
  (name) => {
    const { call, close } = openCall.ofTool(name, caller);
    close();
    expect(call).toMatchObject({ kind: "tool", tool: "other" });
  },
);

describe("a part of a call", () => {
  const openBoth = (by = caller) => {
    const whole = openCall.ofTool("outlook_email_search", by);
    return { whole, part: openCall.ofPart(whole.call, "tasks_search") };
  };

  test("has its own tool and deadline, which leaves time to answer without it", async () => {
    const { whole, part } = openBoth();
    expect(part.call).toMatchObject({ kind: "tool", tool: "tasks_search", caller, deadlineMs: 25_000 });
    await vi.advanceTimersByTimeAsync(24_000);
    expect(part.call.signal.reason).toMatchObject({
      code: "deadline_exceeded",
      message: expect.stringContaining("24 s"),
    });
    expect(whole.call.signal.aborted).toBe(false);
    whole.close();
  });

  test("ends with its call, for the same reason, and at once if that is over", () => {
    const { whole, part } = openBoth();
    whole.cancel();
    expect(part.call.signal.reason).toBe(whole.call.signal.reason);
    expect(openCall.ofPart(whole.call, "tasks_search").call.signal.reason).toBe(whole.call.signal.reason);
    whole.close();
  });

  test("ends with its call when the tenant is refused, and is counted with it", () => {
    const { whole, part } = openBoth({ ...caller, tenantId: "88888888-8888-4888-8888-888888888888" });
    const { tenantId } = whole.call.caller;
    suspended.add(tenantId);
    expect(openCall.endCallsOf(tenantId)).toBe(1);
    expect(part.call.signal.reason).toMatchObject({ code: "permission_missing", message: "Suspended." });
    part.close();
    whole.close();
  });

  test("that has ended leaves no clock behind, and hears of nothing any more", () => {
    const { whole, part } = openBoth();
    part.close();
    whole.cancel();
    whole.close();
    expect(vi.getTimerCount()).toBe(0);
    expect(part.call.signal.aborted).toBe(false);
  });
});
