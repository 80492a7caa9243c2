import { describe, expect, it } from "vitest";
import { createTextTurns } from "#workers/tools/text/text-turns.ts";

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
