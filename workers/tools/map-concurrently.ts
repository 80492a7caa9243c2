import pLimit from "p-limit";

/** The results of `work` for each item, in order, with `atOnce` running at a time. None is started after a failure. */
export async function mapConcurrently<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
  const limit = pLimit(atOnce);
  return await limit.map(items, async (item, index) => {
    try {
      return await work(item, index);
    } catch (error) {
      limit.clearQueue();
      throw error;
    }
  });
}
