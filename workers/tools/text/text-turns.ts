/** Some milliseconds of work. */
const charactersPerTurn = 100_000;

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

/** In this process, one search after the other gets a turn of the event loop. */
let lastTurn: Promise<unknown> = Promise.resolve();

/**
 * For a search through texts of others: to be awaited before each text. After 100,000 characters it waits for another
 * turn of the event loop, in which no other search goes on. So all searches of a process together delay its other calls
 * by one such piece of work at a time.
 */
export function createTextTurns(): (characters: number) => Promise<void> {
  let inThisTurn = 0;
  return async function takeTurn(characters) {
    inThisTurn += characters;
    if (inThisTurn <= charactersPerTurn) return;
    inThisTurn = characters;
    lastTurn = lastTurn.then(nextTurn);
    await lastTurn;
  };
}
