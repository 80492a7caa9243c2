/** One page of a list, as it was at the time of the request. */
export interface ListPage<Item, Place> {
  items: readonly Item[];
  /** The place of the next page. Undefined on the last page. */
  next: Place | undefined;
  /**
   * The place of a page that starts at the item with this index. Absent or undefined where only Graph decides where
   * pages start; the page is then read again.
   */
  placeOf?(index: number): Place | undefined;
}
