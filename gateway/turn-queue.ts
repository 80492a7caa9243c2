/** Calls `proceed` at once, or in a later event-loop turn. */
export type TakeTurn = (proceed: () => void) => void;

/**
 * Lets at most `perTurn` callers proceed per event-loop turn, first come, first served. Thousands of connections can be
 * ready at once, and Node serves all of them before timers, answers and probes.
 */
export function createTurnQueue(perTurn: number): TakeTurn {
  let waiting: (() => void)[] = [];
  let proceeded = 0;

  function beginTurn(): void {
    const now = waiting.slice(0, perTurn);
    waiting = waiting.slice(perTurn);
    proceeded = now.length;
    if (proceeded > 0) setImmediate(beginTurn);
    for (const proceed of now) proceed();
  }

  return function takeTurn(proceed) {
    if (proceeded >= perTurn) {
      waiting.push(proceed);
      return;
    }
    if (proceeded === 0) setImmediate(beginTurn);
    proceeded += 1;
    proceed();
  };
}
