/** Calls back at once, or in a later turn of the event loop. */
export type TakeTurn = (goOn: () => void) => void;

/**
 * Lets at most `perTurn` go on in one turn of the event loop, first come first served. Thousands of connections can be
 * ready at once, and Node serves all that are before it looks at anything else: timers, answers that have come, probes.
 */
export function createTurnQueue(perTurn: number): TakeTurn {
  let waiting: (() => void)[] = [];
  let wentOn = 0;

  function beginTurn(): void {
    const now = waiting.slice(0, perTurn);
    waiting = waiting.slice(perTurn);
    wentOn = now.length;
    if (wentOn > 0) setImmediate(beginTurn);
    for (const goOn of now) goOn();
  }

  return function takeTurn(goOn) {
    if (wentOn >= perTurn) {
      waiting.push(goOn);
      return;
    }
    if (wentOn === 0) setImmediate(beginTurn);
    wentOn += 1;
    goOn();
  };
}
