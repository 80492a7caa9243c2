/** One page of a list, as it was at the time of the request. */
export interface ListPage<Item, Position> {
  items: readonly Item[];
  /** The position of the next page. Undefined on the last page. */
  next: Position | undefined;
  /**
   * The position of a page that starts at the item with this index. Absent or undefined where only Graph decides where
   * pages start; the page is then read again.
   */
  positionOf?(index: number): Position | undefined;
}
