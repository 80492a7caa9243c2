/** How many there are, for a list that shows only so many of them; undefined where it shows them all. */
export function countBeyond(all: readonly unknown[], shown: number): number | undefined {
  return all.length > shown ? all.length : undefined;
}
