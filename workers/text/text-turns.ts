import { AsyncLocalStorage } from "node:async_hooks";

/** Some milliseconds of work. */
const charactersPerTurn = 100_000;
/** More than a piece of work takes; a process that was suspended rests no longer. */
const maxRestMs = 500;

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));
const rest = (forMs: number) => new Promise((resolve) => setTimeout(resolve, forMs));

const tenants = new AsyncLocalStorage<string>();

/** Runs the work of a tenant: its turns, as of `createTextTurns`, are that tenant's. */
export function inTurnsOf<T>(tenantId: string, work: () => Promise<T>): Promise<T> {
  return tenants.run(tenantId, work);
}

/** Turns that are waited for in this process, by tenant: first the tenant whose last turn is longest ago. */
const waiting = new Map<string, (() => void)[]>();
let isServing = false;

/** Takes the one out whose turn it is. The others of that tenant come after all other tenants. */
function takeNext(): (() => void) | undefined {
  for (const [tenantId, line] of waiting) {
    const next = line.shift();
    waiting.delete(tenantId);
    if (line.length > 0) waiting.set(tenantId, line);
    return next;
  }
  return undefined;
}

async function serve(): Promise<void> {
  isServing = true;
  let freeAtMs = 0;
  while (waiting.size > 0) {
    await nextTurn();
    const restMs = freeAtMs - performance.now();
    if (restMs > 0) await rest(restMs);
    const startMs = performance.now();
    takeNext()?.();
    await nextTurn();
    const endMs = performance.now();
    freeAtMs = endMs + Math.min(endMs - startMs, maxRestMs);
  }
  isServing = false;
}

async function waitForTurn(tenantId: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const line = waiting.get(tenantId) ?? [];
  waiting.set(tenantId, line);
  line.push(resolve);
  if (!isServing) void serve();
  await promise;
}

/**
 * Turns for work on large texts of others, such as a search through them: to be awaited before each text. After 100,000
 * characters it waits for another turn of the event loop, in which no other such work is done, and until the process
 * had as much time for its other calls as the last piece took. So all such work of a process delays a call by a piece
 * or two, however much there is, and takes half of its time at most. Tenants take turns.
 */
export function createTextTurns(): (characters: number) => Promise<void> {
  let inThisTurn = 0;
  return async function takeTurn(characters) {
    inThisTurn += characters;
    if (inThisTurn <= charactersPerTurn) return;
    inThisTurn = characters;
    await waitForTurn(tenants.getStore() ?? "");
  };
}

/** What `work` gives of each of these, in such turns. `charactersOf` says how much text that takes. */
export async function mapInTurns<Item, Result>(
  items: Iterable<Item>,
  charactersOf: (item: Item) => number,
  work: (item: Item) => Result,
): Promise<Result[]> {
  const takeTurn = createTextTurns();
  const results: Result[] = [];
  for (const item of items) {
    await takeTurn(charactersOf(item));
    results.push(work(item));
  }
  return results;
}

/** Those of these that pass a test, which takes such turns. */
export async function filterInTurns<Item>(
  items: readonly Item[],
  charactersOf: (item: Item) => number,
  passes: (item: Item) => boolean,
): Promise<Item[]> {
  return (await mapInTurns(items, charactersOf, (item) => (passes(item) ? [item] : []))).flat();
}
