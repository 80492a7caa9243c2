/** Some milliseconds of work. */
const charactersPerTurn = 100_000;
/** More than a piece of work takes; a process that was suspended rests no longer. */
const maxRestMs = 500;

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));
const rest = (forMs: number) => new Promise((resolve) => setTimeout(resolve, forMs));

/** In this process, one piece of work after the other gets a turn of the event loop. */
let lastTurn: Promise<unknown> = Promise.resolve();
/** As long after the last piece as it took. */
let isFreeAtMs = 0;

async function nextPiece(): Promise<void> {
  await nextTurn();
  const restMs = isFreeAtMs - performance.now();
  if (restMs > 0) await rest(restMs);
  const startMs = performance.now();
  setImmediate(() => {
    const endMs = performance.now();
    isFreeAtMs = endMs + Math.min(endMs - startMs, maxRestMs);
  });
}

/**
 * For work on large texts of others, such as a search through them: to be awaited before each text. After 100,000
 * characters it waits for another turn of the event loop, in which no other such work is done, and until the process
 * had as much time for its other calls as the last piece took. So all such work of a process delays a call by a piece
 * or two, however much there is, and takes half of its time at most.
 */
export function createTextTurns(): (characters: number) => Promise<void> {
  let inThisTurn = 0;
  return async function takeTurn(characters) {
    inThisTurn += characters;
    if (inThisTurn <= charactersPerTurn) return;
    inThisTurn = characters;
    lastTurn = lastTurn.then(nextPiece);
    await lastTurn;
  };
}
