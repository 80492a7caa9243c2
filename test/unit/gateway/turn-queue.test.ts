import { setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { createTurnQueue } from "#gateway/app.ts";

function queueOf(perTurn: number) {
  const takeTurn = createTurnQueue(perTurn);
  const went: number[] = [];
  return { went, ask: (number: number) => takeTurn(() => void went.push(number)) };
}

describe("a turn queue", () => {
  it("lets so many go on at once, and the others in later turns, in order", async () => {
    const { went, ask } = queueOf(3);
    for (let number = 0; number < 8; number += 1) ask(number);
    expect(went).toEqual([0, 1, 2]);
    await nextTurn();
    expect(went).toEqual([0, 1, 2, 3, 4, 5]);
    await nextTurn();
    expect(went).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it("lets nobody who comes later overtake", async () => {
    const { went, ask } = queueOf(2);
    for (let number = 0; number < 5; number += 1) ask(number);
    await nextTurn();
    ask(5);
    expect(went).toEqual([0, 1, 2, 3]);
    while (went.length < 6) await nextTurn();
    expect(went).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it("keeps nobody waiting who comes alone, turn after turn", async () => {
    const { went, ask } = queueOf(1);
    for (let number = 0; number < 5; number += 1) {
      ask(number);
      expect(went).toHaveLength(number + 1);
      await nextTurn();
      await nextTurn();
    }
  });
});
