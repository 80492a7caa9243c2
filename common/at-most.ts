/** Options of an `LRUCache` that keeps so many entries. With `max` it would take the memory of all when it is made. */
export const atMost = (entries: number) => ({ maxSize: entries, sizeCalculation: () => 1 });
