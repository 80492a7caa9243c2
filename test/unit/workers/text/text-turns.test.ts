import { setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, it, vi } from "vitest";
import { createTextTurns, inTurnsOf } from "#workers/text/text-turns.ts";

describe("searches through texts", () => {
  // proves A3
  it("go on one at a time in a turn of the event loop, however many there are", async () => {
    let turn = 0;
    const count = () => {
      turn += 1;
      timer = setImmediate(count);
    };
    let timer = setImmediate(count);
    const turnsTaken: number[] = [];
    async function search(): Promise<void> {
      const takeTurn = createTextTurns();
      for (let text = 0; text < 6; text += 1) {
        await takeTurn(100_000);
        if (text > 0) turnsTaken.push(turn);
      }
    }
    await Promise.all([search(), search(), search()]);
    clearImmediate(timer);
    expect(turnsTaken).toHaveLength(15);
    expect(new Set(turnsTaken).size).toBe(15);
  });

  // proves A3
  it("of one tenant, however many, keep that of another waiting for one piece at most", async () => {
    const order: string[] = [];
    const search = (tenantId: string, pieces: number) =>
      inTurnsOf(tenantId, async () => {
        const takeTurn = createTextTurns();
        await takeTurn(100_000);
        for (let piece = 0; piece < pieces; piece += 1) {
          await takeTurn(100_000);
          order.push(tenantId);
        }
      });
    await Promise.all([...Array.from({ length: 10 }, () => search("busy", 3)), search("other", 3)]);
    expect(order).toHaveLength(33);
    expect(order.slice(0, 7).filter((tenantId) => tenantId === "other")).toHaveLength(3);
  });

  // proves A3
  it("leave other calls as much time between two pieces as a piece takes", async () => {
    const pieces: { startMs: number; endMs: number }[] = [];
    async function search(): Promise<void> {
      const takeTurn = createTextTurns();
      await takeTurn(100_000);
      for (let piece = 0; piece < 3; piece += 1) {
        await takeTurn(100_000);
        const startMs = performance.now();
        while (performance.now() - startMs < 20);
        pieces.push({ startMs, endMs: performance.now() });
      }
    }
    await Promise.all([search(), search()]);
    const gapsMs = pieces.slice(1).map(({ startMs }, at) => startMs - (pieces[at]?.endMs ?? 0));
    expect(gapsMs).toHaveLength(5);
    // A timer of Node may be a millisecond early.
    for (const gapMs of gapsMs) expect(gapMs).toBeGreaterThanOrEqual(18);
  });

  it("rest for half a second at most, also after the process was suspended in a piece", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "performance"] });
    async function search(): Promise<void> {
      const takeTurn = createTextTurns();
      await takeTurn(100_000);
      await takeTurn(100_000);
      vi.advanceTimersByTime(3_600_000);
    }
    const both = Promise.all([search(), search()]);
    while (vi.getTimerCount() === 0) await nextTurn();
    vi.advanceTimersByTime(500);
    const isResting = vi.getTimerCount() > 0;
    vi.runAllTimers();
    await both.finally(() => vi.useRealTimers());
    expect(isResting).toBe(false);
  });

  it("wait for no turn while they have little text", async () => {
    const takeTurn = createTextTurns();
    let turns = 0;
    const timer = setImmediate(() => {
      turns += 1;
    });
    for (let text = 0; text < 1_000; text += 1) await takeTurn(100);
    expect(turns).toBe(0);
    clearImmediate(timer);
  });
});
