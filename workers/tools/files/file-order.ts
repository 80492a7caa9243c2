import type { GraphDriveItem } from "./graph-drive.ts";

/** The order of files by their last change. Without one they come in the order of their relevance. */
export type FileOrder = "newest" | "oldest";

/** The items in this order; those without a time of change come last. Without an order as they are. */
export function inOrder<Item extends Pick<GraphDriveItem, "lastModifiedDateTime">>(
  items: readonly Item[],
  order: FileOrder | undefined,
): readonly Item[] {
  if (order === undefined) return items;
  const sign = order === "newest" ? -1 : 1;
  const timed = items.map((item) => ({ item, at: Date.parse(item.lastModifiedDateTime ?? "") }));
  const known = timed.filter(({ at }) => !Number.isNaN(at)).sort((one, other) => sign * (one.at - other.at));
  return [...known, ...timed.filter(({ at }) => Number.isNaN(at))].map(({ item }) => item);
}
