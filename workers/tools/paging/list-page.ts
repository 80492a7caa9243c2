/** A page of a list as it was when it was read. */
export interface ListPage<Item, Place> {
  items: readonly Item[];
  /** Where the list goes on; undefined = this page is the last. */
  next: Place | undefined;
  /**
   * A place from which the list goes on at the item of this index. Absent, or undefined: a page begins only where Graph
   * says so, so this page is read again.
   */
  placeOf?(index: number): Place | undefined;
}
