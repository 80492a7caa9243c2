import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { auditInMemory, caller, ended, memorySink, parsed, startAudit, verifyTexts } from "./audit-fixture.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const refused = { code: "unavailable", details: { retryAfterSeconds: 5 } };

describe("an audit log that can't be written", () => {
  test("lets no call start, is counted, and goes on by itself in the same chain, saying what happened", async () => {
    const { audit, state } = auditInMemory();
    const before = ended();
    await audit.callStarted(before);
    state.takes = 0;
    await expect(audit.callStarted(ended())).rejects.toMatchObject(refused);
    expect(audit.isFailing()).toBe(true);
    await expect(audit.callStarted(ended())).rejects.toMatchObject(refused);
    audit.callEnded(before);
    expect(await audit.failures()).toBe(3);
    await vi.advanceTimersByTimeAsync(30 * 60_000);
    expect(await audit.shownAsFailing()).toBe(1);

    state.takes = Number.POSITIVE_INFINITY;
    await vi.advanceTimersByTimeAsync(500);
    expect(audit.isFailing()).toBe(false);
    expect(await audit.shownAsFailing()).toBe(0);
    await audit.callStarted(ended());
    const events = parsed(state.text).map(({ event }) => event);
    expect(events).toEqual(["chain_opened", "call_started", "call_finished", "audit_resumed", "call_started"]);
    expect(parsed(state.text)[3]).toMatchObject({ code: "ENOSPC", refusedCalls: 2, lostLines: 0 });
    expect(verifyTexts(state.text).problem).toBeUndefined();
  });

  test.each([1, 40, 300])("finishes a line of which only %i bytes fit, and refuses its call", async (bytes) => {
    const { audit, state } = auditInMemory();
    state.takes = bytes;
    const call = ended();
    const starting = expect(audit.callStarted(call)).rejects.toMatchObject(refused);
    await vi.advanceTimersByTimeAsync(2_000);
    await starting;
    expect(verifyTexts(state.text).problem).toMatchObject({
      number: 2,
      what: expect.stringContaining("never finished"),
    });
    audit.callEnded({ ...call, isStartAudited: false, outcome: "unavailable" });

    state.takes = Number.POSITIVE_INFINITY;
    await vi.advanceTimersByTimeAsync(500);
    const { problem, chains } = verifyTexts(state.text);
    expect(problem).toBeUndefined();
    expect(chains[0]?.unfinished.size).toBe(0);
    expect(parsed(state.text).map(({ event }) => event)).toEqual([
      "chain_opened",
      "call_started",
      "call_refused",
      "audit_resumed",
    ]);
  });

  test.each([0, 1, 700, 1_500, 4_095])(
    "writes the lines of a turn together, and goes on after any %i bytes of them",
    async (bytes) => {
      const { sink, state } = memorySink();
      const write = vi.spyOn(sink, "write");
      const turn: (() => void)[] = [];
      const audit = startAudit(sink, { atEndOfTurn: (task) => turn.push(task) });
      const calls = Array.from({ length: 20 }, () => ended());
      const started = Promise.all(calls.map((call) => audit.callStarted(call)));
      expect({ turns: turn.length, writes: write.mock.calls.length }).toEqual({ turns: 1, writes: 1 });
      turn.shift()?.();
      await started;
      write.mockClear();
      for (const call of calls) audit.callEnded(call);
      expect({ turns: turn.length, writes: write.mock.calls.length }).toEqual({ turns: 1, writes: 0 });

      Object.assign(state, { takes: bytes, error: "EAGAIN" });
      turn[0]?.();
      state.takes = Number.POSITIVE_INFINITY;
      await vi.advanceTimersByTimeAsync(500);
      expect(write.mock.calls.length).toBeLessThan(10);
      for (const [bytesAtOnce] of write.mock.calls) expect(bytesAtOnce.length).toBeLessThanOrEqual(4_096);
      const { problem, chains } = verifyTexts(state.text);
      expect({ problem, unfinished: chains[0]?.unfinished.size }).toEqual({ unfinished: 0 });
      expect(parsed(state.text).filter(({ event }) => event === "call_finished")).toHaveLength(20);
    },
  );

  test("waits a second for whoever reads stdout before it refuses calls", async () => {
    const { audit, state } = auditInMemory();
    Object.assign(state, { takes: 0, error: "EAGAIN" });
    const patient = audit.callStarted(ended());
    await vi.advanceTimersByTimeAsync(500);
    expect([audit.isFailing(), await audit.shownAsFailing()]).toEqual([false, 0]);
    state.takes = Number.POSITIVE_INFINITY;
    await vi.advanceTimersByTimeAsync(20);
    await patient;

    state.takes = 0;
    const late = expect(audit.callStarted(ended())).rejects.toMatchObject(refused);
    await vi.advanceTimersByTimeAsync(1_100);
    await late;
    expect(audit.isFailing()).toBe(true);
  });

  test("keeps the ends of calls that had begun, and of the refused ones a thousand", async () => {
    const { audit, state } = auditInMemory();
    state.takes = 0;
    for (let count = 0; count < 1_500; count += 1) {
      audit.callEnded(ended({ isStartAudited: false, caller: { ...caller, userId: `person ${count}` } }));
    }
    for (let count = 0; count < 1_000; count += 1) audit.callEnded(ended());
    state.takes = Number.POSITIVE_INFINITY;
    await vi.advanceTimersByTimeAsync(1_100);
    const lines = parsed(state.text);
    const count = (event: string) => lines.filter((line) => line.event === event).length;
    expect([count("call_refused"), count("call_finished")]).toEqual([1_000, 1_000]);
    expect(lines.at(-1)).toMatchObject({ event: "audit_resumed", lostLines: 500 });
    expect(verifyTexts(state.text).problem).toBeUndefined();
  });
});
