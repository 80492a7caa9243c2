/** The full count of a list of which only the first `shown` are returned. Undefined when all are returned. */
export function countBeyond(all: readonly unknown[], shown: number): number | undefined {
  return all.length > shown ? all.length : undefined;
}
