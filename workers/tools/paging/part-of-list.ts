/** The part of a list that `limit` and `offset` name, and how to go on. */
export function partOfList<Item>(
  all: readonly Item[],
  { limit, offset = 0 }: { limit: number; offset?: number | undefined },
) {
  const end = offset + limit;
  const moreResults = end < all.length;
  return {
    part: all.slice(offset, end),
    rest: { moreResults, ...(moreResults && { nextOffset: end }), totalResultCount: all.length },
  };
}
