/** What Teams lets one user do at once (https://learn.microsoft.com/graph/throttling-limits). */
const atOnce = 2;

/** Runs the work for each item, two at a time, until one says `stop`. Rejects with the first failure. */
export async function twoAtATime<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<"stop" | undefined>,
): Promise<void> {
  const waiting = [...items];
  let isStopped = false;
  async function takeOneAfterAnother(): Promise<void> {
    for (let item = waiting.shift(); item !== undefined && !isStopped; item = waiting.shift()) {
      if ((await work(item)) === "stop") isStopped = true;
    }
  }
  await Promise.all(Array.from({ length: atOnce }, takeOneAfterAnother));
}
